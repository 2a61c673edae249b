import { CannotRun, type Command } from '@stoa/topology'
import { openEdge } from '../edge/edge.ts'
import { parseOptions, printLine } from '../options.ts'
import { readRunningPlatform } from '../platform.ts'
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
} as const

const describe = (one: DuePayment): string =>
  [
    `${one.since} ${one.provider} order ${one.orderId} ${one.amountMinor} ${one.currency}`,
    `${one.status}${one.reason ? `: ${one.reason}` : ''}`,
    ...(one.nextAttemptAt ? [`requested again ${one.nextAttemptAt}`] : []),
  ].join(', ')

async function run(args: readonly string[]): Promise<number> {
  const options = parseOptions(args, types, { allowPositionals: true })
  const [job, ...others] = options.positionals
  if (job !== 'due' || others.length > 0)
    throw new CannotRun(`expected due, found ${options.positionals.join(' ') || 'nothing'}`)
  if (options.flag('help')) {
    printLine(usage)
    return 0
  }
  const edge = openEdge(readRunningPlatform(), { connections: 1 })
  try {
    const payments = await readDue(
      edge,
      await edge.token(options.text('as') ?? 'finance', 'finance'),
    )
    if (options.flag('json')) printLine(JSON.stringify({ payments }))
    else printLine(payments.map(describe).join('\n') || 'no payment is due')
    return payments.length > 0 ? 1 : 0
  } finally {
    await edge.close()
  }
}

export const paymentsCommand: Command = {
  name: 'payments',
  summary: 'list the payments that are due',
  verbs: ['due'],
  ...{ usage, run },
}
