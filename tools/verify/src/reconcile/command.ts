import {
  clusterOptions,
  clusterUsage,
  type OpenClusterEdge,
  parseOptions,
  printLine,
  withEdge,
} from '@stoa/load'
import { CannotRun, type Command } from '@stoa/topology'
import { discard, discardOf } from './discard.ts'
import {
  type Difference,
  type FailingEvent,
  type Reconciliation,
  reconcile,
  type Stray,
} from './reconcile.ts'

const usage = `usage: stoa reconcile [options]
       stoa reconcile discard PROVIDER EVENT --reason TEXT

Compares the ledger of payments with the balance transactions that Stripe and
PayPal list themselves, and files each difference under a reason. Payments does
the same once an hour. Lists the events of the providers that could not be
read or recorded, and what a provider captured of an order that another one
took and has not given back; has both tried once more within a minute. discard
ends an event that staff have booked by hand.

explained reasons, which count as no difference:
  in_transit         so recent that the other side may not have it yet
  refund_pending     the provider took a refund on and has not confirmed it
  before_statements  booked before statements were read
others:
  not_in_ledger, not_at_provider, amount_differs, unknown_payment, unknown_kind

options:
  --within-seconds S  how recent a movement may be to be in transit (default:
                      15 minutes for Stripe, 4 hours for PayPal)
  --timeout-seconds S give up after this time (default 300)
  --reason TEXT       with discard: why it need not be recorded
  --as NAME           with discard: the name that is kept (default finance)
  --json              print {"providers":[{"provider","comparedAt"}],
                      "explained","unexplained","differences":[{"provider",
                      "subject","currency","reason","explained","ledgerMinor",
                      "providerMinor"}],"failingEvents":[{"provider",
                      "eventId","type","reason","attempts","since",
                      "nextAttemptAt"}],"strays":[{"provider","paymentRef",
                      "orderId","amountMinor","currency","reason","requests",
                      "since","nextAttemptAt"}]} as one line, or {"error"}
  --help              print this text

${clusterUsage}

examples:
  npx stoa reconcile
  npx stoa reconcile discard stripe evt_1P… --reason 'settled by hand'

exit status:
  0  every difference is explained; with discard: the event is discarded
  1  a difference is not explained; with discard: there is no such event
  2  wrong arguments, or a provider could not be compared`

const types = {
  'within-seconds': { type: 'string' },
  'timeout-seconds': { type: 'string' },
  reason: { type: 'string' },
  as: { type: 'string' },
  json: { type: 'boolean' },
  ...clusterOptions,
} as const

const row = (provider: string, reason: string, ledger: string, listed: string, subject: string) =>
  [provider.padEnd(8), reason.padEnd(17), ledger.padStart(14), listed.padStart(14), subject].join(
    '  ',
  )

const rowOf = (one: Difference): string =>
  row(
    one.provider,
    one.reason,
    `${one.ledgerMinor} ${one.currency}`,
    `${one.providerMinor} ${one.currency}`,
    one.subject,
  )

const failingRow = ({ provider, eventId, type, reason, attempts, since }: FailingEvent): string =>
  `${provider} ${type ?? 'event'} ${eventId} since ${since}, ${attempts} attempts: ${reason}`

const strayRow = ({ provider, paymentRef, requests, reason, ...one }: Stray): string =>
  `${provider} ${paymentRef} ${one.amountMinor} ${one.currency} of order ${one.orderId} since ${one.since}, ${requests} requests: ${reason ?? 'none failed'}`

function print({
  explained,
  unexplained,
  differences,
  failingEvents,
  strays,
}: Reconciliation): void {
  if (differences.length > 0) {
    printLine(row('PROVIDER', 'REASON', 'LEDGER', 'PROVIDER HAS', 'SUBJECT'))
    for (const one of differences) printLine(rowOf(one))
  }
  printLine(`${unexplained} differences without an explanation, ${explained} explained`)
  if (failingEvents.length > 0)
    printLine(`${failingEvents.length} events of providers could not be read or recorded:`)
  for (const one of failingEvents) printLine(`  ${failingRow(one)}`)
  if (strays.length > 0)
    printLine(`${strays.length} captures of orders that another provider took are not given back:`)
  for (const one of strays) printLine(`  ${strayRow(one)}`)
}

async function run(args: readonly string[], open: OpenClusterEdge): Promise<number> {
  const options = parseOptions(args, types, { allowPositionals: true })
  const discarded = discardOf(options)
  if (discarded)
    return withEdge(options, open, async (edge) => {
      const token = await edge.token(options.text('as') ?? 'finance', 'finance')
      return discard(edge, token, discarded)
    })
  const json = options.flag('json')
  const within = options.text('within-seconds')
  const withinSeconds = within === undefined ? undefined : options.number('within-seconds', 0)
  const timeoutMs = options.number('timeout-seconds', 300) * 1000
  try {
    return await withEdge(options, open, async (edge) => {
      const result = await reconcile(edge, { withinSeconds, timeoutMs })
      if (json) printLine(JSON.stringify(result))
      else print(result)
      return result.unexplained > 0 ? 1 : 0
    })
  } catch (error) {
    if (json) printLine(JSON.stringify({ error: (error as Error).message }))
    throw error instanceof CannotRun
      ? error
      : new CannotRun(`could not compare: ${(error as Error).message}`, { cause: error })
  }
}

export const reconcileCommand = (open: OpenClusterEdge): Command => ({
  name: 'reconcile',
  summary: 'compare the ledger with the payment providers, or discard a failing event',
  usage,
  run: (args) => run(args, open),
})
