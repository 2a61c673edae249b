import { randomBytes } from 'node:crypto'
import { type Command, homeOf } from '@stoa/topology'
import { guarded, print, readArguments } from '../command-line.ts'
import { openEdge } from '../edge/edge.ts'
import { runningPlatform } from '../platform.ts'
import { openProgress } from '../progress.ts'
import type { Carrier, Payment } from '../shop/demo-shop.ts'
import { openHistory } from './history.ts'
import { openLoopConnections, prepareLoad } from './prepare.ts'
import { isClean, type LoadResult } from './result.ts'
import { runLoad } from './run-load.ts'

const usage = `usage: stoa load --rate R --seconds S [--skus all|hot] [--customers 50] [--pay account|card|paypal]
                 [--carrier own-fleet|fedex|ups] [--max-outstanding N] [--settle-seconds 60] [--json]

Offers R orders a second for S seconds, whatever the platform answers (open loop, Poisson arrivals), and follows
each to its end. Latencies count from when an order was meant to be sent. A request without an answer is sent again
with the same idempotency key; an arrival that finds N requests without an answer is dropped, and counted.
Writes a history for \`stoa verify\` into .stoa/history.
--json prints {"offered","accepted","confirmed","failed","dropped","confirmedPerSecond","acceptMs","confirmMs",…}.
Exit status: 0 every order was accepted and confirmed, 1 some were not, 2 could not be run.`

const text = { type: 'string' } as const

const options = {
  rate: text,
  seconds: text,
  skus: text,
  customers: text,
  pay: text,
  carrier: text,
  'max-outstanding': text,
  'settle-seconds': text,
  connections: text,
  json: { type: 'boolean' },
} as const

const ms = (value: number | null) => (value === null ? '-' : `${value} ms`)

function inWords(result: LoadResult): string {
  const { acceptMs: accept, confirmMs: confirm } = result
  return [
    `offered ${result.offered}, accepted ${result.accepted}, confirmed ${result.confirmed}, failed ${result.failed}, dropped ${result.dropped}`,
    `confirmed a second ${result.confirmedPerSecond}`,
    `accept  p50 ${ms(accept.p50)}, p95 ${ms(accept.p95)}, p99 ${ms(accept.p99)}`,
    `confirm p50 ${ms(confirm.p50)}, p95 ${ms(confirm.p95)}, p99 ${ms(confirm.p99)}`,
    `shipped ${result.shipped}, cancelled ${result.cancelled}, unsettled ${result.unsettled}`,
    `history ${result.historyFile}`,
  ].join('\n')
}

export const loadCommand: Command = {
  name: 'load',
  summary: 'offer orders at a rate and measure how they fare',
  usage,
  run: (args) =>
    guarded(async () => {
      const given = readArguments(args, options)
      const ratePerSecond = given.number('rate', 50, 0.001)
      const seconds = given.number('seconds', 10, 0.001)
      const home = homeOf(process.env)
      const edge = openEdge(runningPlatform(home), {
        connections: given.number('connections', openLoopConnections, 1),
      })
      const progress = openProgress()
      try {
        const prepared = await prepareLoad(edge, {
          pay: given.oneOf<Payment['type']>('pay', ['account', 'card', 'paypal'], 'account'),
          carrier: given.oneOf<Carrier>('carrier', ['own-fleet', 'fedex', 'ups'], 'own-fleet'),
          hot: given.oneOf('skus', ['all', 'hot'], 'all') === 'hot',
          customers: given.number('customers', 50, 1),
          orders: Math.ceil(ratePerSecond * seconds * 1.2) + 100,
        })
        const history = openHistory(home)
        const result = await runLoad(
          {
            ...{ edge, history },
            report: (now) =>
              progress.show(
                now.elapsedMs / 1000 / seconds,
                `${now.accepted} accepted, ${now.confirmed} confirmed, ${now.open} open`,
              ),
          },
          {
            ...prepared,
            ...{ ratePerSecond, seconds, giveUpAfterMs: 60_000 },
            maxOutstanding: given.number('max-outstanding', Math.max(500, ratePerSecond * 5), 1),
            settleMs: given.number('settle-seconds', 60) * 1000,
            runId: `load-${randomBytes(6).toString('hex')}`,
          },
        )
        await history.close()
        progress.end()
        print(given.flag('json') ? JSON.stringify(result) : inWords(result))
        return isClean(result) ? 0 : 1
      } finally {
        progress.end()
        await edge.close()
      }
    }),
}
