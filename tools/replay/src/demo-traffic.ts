import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { followOrders, openEdge, openHistory, prepareLoad, runLoad } from '@stoa/load'
import { homeOf, readState } from '@stoa/topology'
import { opening } from './opening.ts'
import { trackOrderOutcomes } from './order-outcomes.ts'
import { readPlan } from './read-plan.ts'
import { runPlan } from './run-plan.ts'
import { restock, seedPlan } from './seed.ts'

const extract = join(import.meta.dirname, '../data/online-retail-extract.csv')
const ratePerSecond = Number(process.env.STOA_TRAFFIC_RATE ?? 1)
/** The runner takes the traffic for ready when this file exists. */
const openedFile = process.env.STOA_TRAFFIC_OPENED
const problemsLogged = 5
const log = (text: string) => process.stdout.write(`${new Date().toISOString()} ${text}\n`)
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const stopping = new AbortController()
for (const name of ['SIGTERM', 'SIGINT'] as const)
  process.once(name, () => {
    stopping.abort()
    process.exit(0)
  })

async function waitForPlatform() {
  for (;;) {
    const state = readState(homeOf(process.env))
    if (state?.urls.edge) return state
    await pause(200)
  }
}

const edge = openEdge(await waitForPlatform(), { connections: 64 })
const plan = await readPlan(extract, Number.MAX_SAFE_INTEGER)
const outcomes = trackOrderOutcomes()
const newRunId = (prefix = 'traffic') => `${prefix}-${randomBytes(6).toString('hex')}`

/** Retries `work` for as long as the platform is not up, or is down for a while. */
async function retryUntilDone<T>(what: string, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const delayMs = Math.min(2_000, 100 * attempt)
    try {
      return await work()
    } catch (error) {
      if (attempt % 10 === 1)
        log(`${what} failed: ${(error as Error).message}; retrying in ${delayMs} ms`)
      await pause(delayMs)
    }
  }
}

/** Sends the first orders, recorded in a history for `stoa verify`, and then writes `file`. */
async function sendFirstOrders(file: string) {
  const spec = { pay: 'account', carrier: 'own-fleet', hot: false, customers: 50 } as const
  const orders = opening.ratePerSecond * opening.seconds
  const prepared = await retryUntilDone('preparing the first orders', () =>
    prepareLoad(edge, { ...spec, orders }),
  )
  const history = openHistory(homeOf(process.env))
  const { confirmed } = await runLoad(
    { edge, history },
    {
      ...{ ...prepared, ...opening, maxOutstanding: 2 * orders, runId: newRunId('opening') },
      ...{ settleMs: 60_000, giveUpAfterMs: 60_000 },
    },
  )
  await history.close()
  log(`${confirmed} of the first orders are confirmed`)
  writeFileSync(file, '')
}

if (openedFile) void sendFirstOrders(openedFile)
await retryUntilDone('creating products, stock and customers', () =>
  seedPlan(edge, plan, newRunId()),
)
await retryUntilDone('following orders', () => followOrders(edge, outcomes.onChanges))
log(`replaying ${plan.steps.length} invoices and credit notes, ${ratePerSecond} per second`)
for (;;) {
  const runId = newRunId()
  const client = { edge, carrier: 'own-fleet', giveUpAfterMs: 120_000 }
  const { signal } = stopping
  const { orders, problems } = await runPlan(client, outcomes, plan, {
    ...{ runId, ratePerSecond, concurrency: 32, signal },
  })
  log(`${orders.size} orders placed, ${problems.length} problems; starting again`)
  for (const problem of problems.slice(0, problemsLogged)) log(problem)
  await retryUntilDone('receiving new stock', () => restock(edge, plan, runId))
}
