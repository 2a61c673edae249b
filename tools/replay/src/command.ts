import { randomBytes } from 'node:crypto'
import {
  CannotRun,
  followOrders,
  guarded,
  openEdge,
  openHistory,
  openProgress,
  print,
  readArguments,
  runningPlatform,
} from '@stoa/load'
import { type Command, homeOf } from '@stoa/topology'
import { openWorldDatabases } from '@stoa/verify'
import { compareWithLedger, inPounds } from './compare.ts'
import { awaitOrders } from './orders-awaited.ts'
import { NotOnlineRetail, readPlan } from './read-plan.ts'
import { runPlan } from './run-plan.ts'
import { seedPlan } from './seed.ts'

const usage = `usage: stoa replay FILE [--orders N] [--rate 200] [--concurrency 32] [--carrier own-fleet|fedex|ups] [--json]

Replays real trade: FILE is a .csv or .csv.gz in the Online Retail format. Its products, their stock and its customers
are created; each of its first N invoices becomes an order of its customer at its prices (in a signed quote, paid on
account), each credit note refunds of earlier orders. At the end the ledger is held against the file, to the penny.
--json prints {"invoices","refunds","skipped":{reason:rows},"difference":"0.00",…}.
Exit status: 0 the ledger equals the file, 1 it differs, 2 it could not be replayed.`

const text = { type: 'string' } as const
const options = {
  orders: text,
  rate: text,
  concurrency: text,
  carrier: text,
  json: { type: 'boolean' },
} as const

/** Refunds are booked a moment after they were accepted. */
const settleMs = 60_000

async function planOf(file: string, orders: number) {
  try {
    return await readPlan(file, orders)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const isReason =
      error instanceof NotOnlineRetail || code?.startsWith('CSV_') || code === 'ENOENT'
    throw isReason || code?.startsWith('Z_') ? new CannotRun(message) : error
  }
}

export const replayCommand: Command = {
  name: 'replay',
  summary: 'send real trade through the platform and compare the ledger with it',
  usage,
  run: (args) =>
    guarded(async () => {
      const given = readArguments(args, options)
      const [file] = given.positionals
      if (!file) throw new CannotRun('which file? `stoa replay FILE`')
      const plan = await planOf(file, given.number('orders', Number.MAX_SAFE_INTEGER, 1))
      const home = homeOf(process.env)
      const edge = openEdge(runningPlatform(home), { connections: 32, timeoutMs: 30_000 })
      const db = openWorldDatabases(home)
      const history = openHistory(home)
      const progress = openProgress()
      try {
        const runId = `replay-${randomBytes(6).toString('hex')}`
        const awaited = awaitOrders()
        await seedPlan(edge, plan, runId)
        const follower = await followOrders(edge, awaited.seen)
        const carrier = given.oneOf('carrier', ['own-fleet', 'fedex', 'ups'], 'own-fleet')
        const trader = { edge, history, carrier, giveUpAfterMs: 60_000 }
        const { orders, credits, problems } = await runPlan(trader, awaited, plan, {
          runId,
          ratePerSecond: given.number('rate', 200, 0.01),
          concurrency: given.number('concurrency', 32, 1),
          report: (done) =>
            progress.show(done / plan.steps.length, `${done} of ${plan.steps.length}`),
        })
        await follower.stop()
        const giveUpAt = Date.now() + settleMs
        let comparison = await compareWithLedger(db, plan, orders)
        while (comparison.differing.length > 0 && problems.length === 0 && Date.now() < giveUpAt) {
          await new Promise((resolve) => setTimeout(resolve, 250))
          comparison = await compareWithLedger(db, plan, orders)
        }
        progress.end()
        const { differenceMinor, differing } = comparison
        const result = {
          ...{ invoices: orders.size, refunds: credits, skipped: plan.skipped },
          difference: inPounds(differenceMinor),
          ...{ differing: differing.slice(0, 10), problems: problems.slice(0, 10) },
        }
        if (given.flag('json')) print(JSON.stringify(result))
        else print(JSON.stringify(result, null, 2))
        return differing.length === 0 && problems.length === 0 ? 0 : 1
      } finally {
        progress.end()
        await history.close()
        await db.close()
        await edge.close()
      }
    }),
}
