import { parseArgs } from 'node:util'
import { judgeStoredTraces, readTrace, reportOf, storedAfterMs } from '@stoa/observability'
import { CannotRun, type Command, homeOf, readRunningState } from '@stoa/topology'
import { openPlatformDatabases, readStoredOrders } from '@stoa/verify'
import { tracesSince } from '../traces-since.ts'

const usage = `usage: stoa traces check [--orders N] [--wait SECONDS] [--jaeger URL]
       [--json]

Checks that the traces of orders are whole: of the newest sampled orders that
became ready, each has one root, no span without its parent, and every step
from the edge until the order is ready. Reads the orders from the platform's
database and their traces from Jaeger, which keeps them in memory: orders that
were placed before Jaeger or the collector started last are left out. With
--jaeger, those that were placed before the platform started.

The collector holds a trace before it sends it to Jaeger. Orders that became
ready more recently are counted and not judged; with too few others, the command
waits for them. A busy collector decides late: a trace that is not whole is read
again until it is, or until --wait has passed.

By default the collector keeps one in ten of the ordinary traces, so that those
of most orders are not stored and nothing can be checked. Start the platform
with STOA_TRACES_KEPT_PERCENT=100, and with OTEL_TRACES_SAMPLER_ARG=1 to sample
every order instead of one in ten.

options:
  --orders N      how many orders to check (default 100)
  --wait SECONDS  how long to read an unfinished trace again (default 60)
  --jaeger URL    Jaeger's query API (default: that of the running platform)
  --json          print {"orders","whole","withoutRoot","orphans",
                  "missingSteps","tooYoung","since"}
  --help          print this text

example:
  npx stoa traces check --orders 1000 --json

exit status:
  0  at least 99.9% of the traces are whole
  1  fewer are
  2  there are fewer sampled orders than N, and their traces are whole; the
     collector does not keep every trace; wrong arguments, or no platform or no
     Jaeger is running`

const leastWhole = 0.999

/** Few orders prove nothing, unless their traces are not whole. */
export function exitStatus(
  { orders, whole }: { readonly orders: number; readonly whole: number },
  wanted: number,
): number {
  if (whole < leastWhole * orders) return 1
  return orders < wanted ? 2 : 0
}

/**
 * A collector that drops traces leaves orders without one, and nothing tells these from traces that were lost.
 * @throws CannotRun unless every trace is kept
 */
function expectAllKept(keptPercent: number | undefined): void {
  if (keptPercent !== undefined && keptPercent < 100)
    throw new CannotRun(
      `the collector keeps ${keptPercent} % of ordinary traces; start with STOA_TRACES_KEPT_PERCENT=100`,
    )
}

function readOptions(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      orders: { type: 'string', default: '100' },
      wait: { type: 'string', default: '60' },
      jaeger: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const [orders, waitSeconds] = [Number(values.orders), Number(values.wait)]
  if (positionals.join(' ') !== 'check') throw new CannotRun('the only verb is check')
  if (!Number.isInteger(orders) || orders < 1)
    throw new CannotRun(`--orders: expected a whole number from 1, found ${values.orders}`)
  if (!/^\d+$/.test(values.wait))
    throw new CannotRun(`--wait: expected a whole number of seconds, found ${values.wait}`)
  return { ...values, orders, waitSeconds }
}

async function run(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  const { orders: wanted, waitSeconds, jaeger, json } = readOptions(args)
  const home = homeOf(process.env)
  const state = readRunningState(home)
  const url = jaeger ?? state.urls.jaeger
  if (!url)
    throw new CannotRun(
      'no Jaeger is running; `npx stoa tools build jaeger` builds it, `npm start -- --observability` runs it',
    )
  expectAllKept(state.tracesKeptPercent)
  const since = tracesSince(state, jaeger === undefined)
  const db = openPlatformDatabases(home)
  try {
    const { orders, tooYoung } = await readStoredOrders(
      db,
      wanted,
      storedAfterMs(state.tracesDecisionWait),
      since,
    )
    const traces = await judgeStoredTraces(orders, {
      read: (traceId) => readTrace(url, traceId),
      withinMs: waitSeconds * 1000,
    })
    const report = reportOf(traces)
    process.stdout.write(`${JSON.stringify({ ...report, tooYoung, since }, null, json ? 0 : 2)}\n`)
    if (orders.length < wanted)
      process.stderr.write(
        `too few sampled orders since ${jaeger ? 'the platform' : 'Jaeger and the collector'} started at ${since.toISOString()}: ${orders.length} instead of ${wanted}, and ${tooYoung} too young\n`,
      )
    return exitStatus(report, wanted)
  } finally {
    await db.close()
  }
}

export const traces: Command = {
  name: 'traces',
  summary: 'check that the trace of every order is whole',
  verbs: ['check'],
  ...{ usage, run },
}
