import { CannotRun, type Command } from '@stoa/topology'
import { parseOptions, printLine } from '../options.ts'
import { clusterOptions, clusterUsage } from '../staff/cluster-options.ts'
import { type OpenClusterEdge, withEdge } from '../staff/with-edge.ts'
import { type DuePayment, readDue } from './read-due.ts'

const usage = `usage: stoa payments due [options]

Lists the payments that are due, the longest due first: captures that their
provider has refused or not settled, of orders that were not cancelled. Money
that a provider took back after it was captured is in stoa reversals.

statuses:
  pending  the provider has taken the capture on and not settled it
  refused  the provider refused it, and it is requested again
  expired  the provider holds nothing any more: only the customer can pay

options:
  --as NAME  the name to act as (default finance)
  --json     print {"payments":[{"orderId","customerId","provider",
             "amountMinor","currency","status","since","reason",
             "nextAttemptAt"}]} as one line
  --help     print this text

${clusterUsage}

example:
  npx stoa payments due

exit status:
  0  nothing is due
  1  something is due
  2  wrong arguments, or the platform is not running or does not answer`

const types = {
  as: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
  ...clusterOptions,
} as const

const describe = (one: DuePayment): string =>
  [
    `${one.since} ${one.provider} order ${one.orderId} ${one.amountMinor} ${one.currency}`,
    `${one.status}${one.reason ? `: ${one.reason}` : ''}`,
    ...(one.nextAttemptAt ? [`requested again ${one.nextAttemptAt}`] : []),
  ].join(', ')

async function run(args: readonly string[], open: OpenClusterEdge): Promise<number> {
  const options = parseOptions(args, types, { allowPositionals: true })
  const [job, ...others] = options.positionals
  if (job !== 'due' || others.length > 0)
    throw new CannotRun(`expected due, found ${options.positionals.join(' ') || 'nothing'}`)
  if (options.flag('help')) {
    printLine(usage)
    return 0
  }
  return withEdge(options, open, async (edge) => {
    const token = await edge.token(options.text('as') ?? 'finance', 'finance')
    const payments = await readDue(edge, token)
    if (options.flag('json')) printLine(JSON.stringify({ payments }))
    else printLine(payments.map(describe).join('\n') || 'no payment is due')
    return payments.length > 0 ? 1 : 0
  })
}

export const paymentsCommand = (open: OpenClusterEdge): Command => ({
  name: 'payments',
  summary: 'list the payments that are due',
  verbs: ['due'],
  usage,
  run: (args) => run(args, open),
})
