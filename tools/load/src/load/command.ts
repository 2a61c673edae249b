import { randomBytes } from 'node:crypto'
import { type Command, homeOf } from '@stoa/topology'
import { openEdge } from '../edge/edge.ts'
import { parseOptions, printLine } from '../options.ts'
import { readRunningPlatform } from '../platform.ts'
import { createProgressBar } from '../progress-bar.ts'
import { carriers, paymentTypes } from '../shop/demo-shop.ts'
import { openHistory } from './history.ts'
import { openLoopConnections, prepareLoad } from './prepare.ts'
import { everyOrderSettled } from './result.ts'
import { runLoad } from './run-load.ts'
import { summaryOf } from './summary.ts'

const usage = `usage: stoa load [options]

Sends orders at an average rate, however slowly the platform answers (open loop,
Poisson arrivals), and follows each until it is shipped or cancelled. Latency is
measured from the intended start of each order. A request without a final
response is repeated with the same idempotency key for up to 60 s. Every request
is recorded in a history file, which stoa verify checks.

options:
  --rate N             orders per second (default 50, at most 10000)
  --seconds S          duration of the arrivals (default 10, at most 86400)
  --customers N        number of customers who order (default 50)
  --skus all|hot       hot: one product is in every order (default all)
  --pay TYPE           account, card or paypal (default account)
  --carrier NAME       own-fleet, fedex or ups (default own-fleet)
  --connections N      connections to the edge (default ${openLoopConnections})
  --max-outstanding N  drop arrivals while N requests have no final response
                       (default 5 × rate, at least 500)
  --settle-seconds S   after the last arrival, seconds to wait for open orders
                       (default 60)
  --json               print the result as one line of JSON
  --help               print this text

example:
  npx stoa load --rate 300 --seconds 60

exit status:
  0  every order was accepted, confirmed, and shipped or cancelled
  1  some orders were not
  2  wrong arguments, or the platform is not running or does not answer`

/** More than one machine can send or hold. */
const [maxRate, maxSeconds, maxConnections, maxCustomers] = [10_000, 86_400, 1_000, 100_000]

const text = { type: 'string' } as const
const types = {
  ...{ rate: text, seconds: text, skus: text, customers: text, pay: text, carrier: text },
  ...{ 'max-outstanding': text, 'settle-seconds': text, connections: text },
  json: { type: 'boolean' },
} as const

function readOptions(args: readonly string[]) {
  const options = parseOptions(args, types)
  const ratePerSecond = options.number('rate', 50, 0.001, maxRate)
  return {
    ratePerSecond,
    seconds: options.number('seconds', 10, 0.001, maxSeconds),
    connections: options.number('connections', openLoopConnections, 1, maxConnections),
    pay: options.oneOf('pay', paymentTypes, 'account'),
    carrier: options.oneOf('carrier', carriers, 'own-fleet'),
    hot: options.oneOf('skus', ['all', 'hot'], 'all') === 'hot',
    customers: options.number('customers', 50, 1, maxCustomers),
    maxOutstanding: options.number('max-outstanding', Math.max(500, ratePerSecond * 5), 1),
    settleMs: options.number('settle-seconds', 60) * 1000,
    json: options.flag('json'),
  }
}

async function run(args: readonly string[]): Promise<number> {
  const { ratePerSecond, seconds, connections, pay, carrier, hot, customers, ...rest } =
    readOptions(args)
  const home = homeOf(process.env)
  const edge = openEdge(readRunningPlatform(home), { connections })
  const progress = createProgressBar()
  try {
    progress.show(0, 'preparing products, stock and customers')
    const orders = Math.ceil(ratePerSecond * seconds * 1.2) + 100
    const prepared = await prepareLoad(edge, { pay, carrier, hot, customers, orders })
    const history = openHistory(home)
    const result = await runLoad(
      {
        ...{ edge, history },
        report: ({ elapsedMs, accepted, confirmed, open }) =>
          progress.show(
            elapsedMs / 1000 / seconds,
            `${accepted} accepted, ${confirmed} confirmed, ${open} open`,
          ),
      },
      {
        ...prepared,
        ...{ ratePerSecond, seconds, giveUpAfterMs: 60_000 },
        ...{ maxOutstanding: rest.maxOutstanding, settleMs: rest.settleMs },
        runId: `load-${randomBytes(6).toString('hex')}`,
      },
    )
    await history.close()
    progress.end()
    printLine(rest.json ? JSON.stringify(result) : summaryOf(result))
    return everyOrderSettled(result) ? 0 : 1
  } finally {
    progress.end()
    await edge.close()
  }
}

export const loadCommand: Command = {
  name: 'load',
  summary: 'send orders at a rate and measure their latency',
  ...{ usage, run },
}
