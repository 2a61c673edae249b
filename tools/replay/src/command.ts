import { randomBytes } from 'node:crypto'
import {
  createProgressBar,
  followOrders,
  openEdge,
  openHistory,
  parseOptions,
  printLine,
  readRunningPlatform,
} from '@stoa/load'
import { CannotRun, type Command, homeOf } from '@stoa/topology'
import { openPlatformDatabases } from '@stoa/verify'
import { compareWithLedger, inPounds } from './compare-ledger.ts'
import { trackOrderOutcomes } from './order-outcomes.ts'
import { NotOnlineRetail, readPlan } from './read-plan.ts'
import { runPlan } from './run-plan.ts'
import { seedPlan } from './seed.ts'
import type { Plan } from './trade/plan.ts'

const usage = `usage: stoa replay FILE [options]

Replays real transactions. FILE is a .csv or .csv.gz file in the format of the
Online Retail data set. Its products, stock and customers are created; each of
its first N invoices becomes an order of its customer at its prices (in a signed
quote, paid on account), and each credit note becomes refunds of earlier orders.
At the end the ledger must equal the file, to the penny.

options:
  --orders N       number of invoices to replay (default all)
  --rate N         rate, in orders per second (default 200)
  --concurrency N  orders being placed at once (default 32)
  --carrier NAME   own-fleet, fedex or ups (default own-fleet)
  --json           print {"invoices","refunds","skipped","difference",
                   "differing","problems"} as one line
  --help           print this text

example:
  npx stoa replay tools/replay/data/online-retail-extract.csv --orders 100

exit status:
  0  the ledger equals the file
  1  it differs, or an invoice or credit note could not be replayed
  2  wrong arguments, an unreadable file, or no platform is running`

const text = { type: 'string' } as const
const types = {
  ...{ orders: text, rate: text, concurrency: text, carrier: text },
  json: { type: 'boolean' },
} as const

/** Refunds are booked a moment after they were accepted. */
const settleMs = 60_000
const compareEveryMs = 250
const examplesShown = 10

function readOptions(args: readonly string[]) {
  const options = parseOptions(args, types, { allowPositionals: true })
  const [file, ...others] = options.positionals
  if (!file || others.length > 0)
    throw new CannotRun(`expected one FILE, found ${options.positionals.join(' ') || 'none'}`)
  return {
    file,
    orders: options.number('orders', Number.MAX_SAFE_INTEGER, 1),
    ratePerSecond: options.number('rate', 200, 0.01),
    concurrency: options.number('concurrency', 32, 1),
    carrier: options.oneOf('carrier', ['own-fleet', 'fedex', 'ups'], 'own-fleet'),
    json: options.flag('json'),
  }
}

async function readPlanOrThrow(file: string, orders: number): Promise<Plan> {
  try {
    return await readPlan(file, orders)
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    const isUnreadable =
      error instanceof NotOnlineRetail || /^(CSV_|Z_|ENOENT$|EISDIR$|EACCES$)/.test(code)
    throw isUnreadable ? new CannotRun(`${file}: ${message}`, { cause: error }) : error
  }
}

async function run(args: readonly string[]): Promise<number> {
  const { file, orders: maxOrders, ratePerSecond, concurrency, carrier, json } = readOptions(args)
  const plan = await readPlanOrThrow(file, maxOrders)
  const home = homeOf(process.env)
  const edge = openEdge(readRunningPlatform(home), { connections: 32, timeoutMs: 30_000 })
  const db = openPlatformDatabases(home)
  const history = openHistory(home)
  const progress = createProgressBar()
  try {
    const runId = `replay-${randomBytes(6).toString('hex')}`
    const outcomes = trackOrderOutcomes()
    progress.show(0, 'creating products, stock and customers')
    await seedPlan(edge, plan, runId)
    const follower = await followOrders(edge, outcomes.onChanges)
    const client = { edge, history, carrier, giveUpAfterMs: 60_000 }
    const { orders, credits, problems } = await runPlan(client, outcomes, plan, {
      ...{ runId, ratePerSecond, concurrency },
      report: (done) =>
        progress.show(
          done / plan.steps.length,
          `${done} of ${plan.steps.length} invoices and credit notes`,
        ),
    })
    await follower.stop()
    const deadline = Date.now() + settleMs
    let comparison = await compareWithLedger(db, plan, orders)
    while (comparison.differing.length > 0 && problems.length === 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, compareEveryMs))
      comparison = await compareWithLedger(db, plan, orders)
    }
    progress.end()
    const { differenceMinor, differing } = comparison
    const result = {
      ...{ invoices: orders.size, refunds: credits, skipped: plan.skipped },
      difference: inPounds(differenceMinor),
      differing: differing.slice(0, examplesShown),
      problems: problems.slice(0, examplesShown),
    }
    printLine(JSON.stringify(result, null, json ? 0 : 2))
    return differing.length === 0 && problems.length === 0 ? 0 : 1
  } finally {
    progress.end()
    await history.close()
    await db.close()
    await edge.close()
  }
}

export const replayCommand: Command = {
  name: 'replay',
  summary: 'replay real transactions and compare the ledger with them',
  ...{ usage, run },
}
