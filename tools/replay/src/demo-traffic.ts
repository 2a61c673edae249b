import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { followOrders, openEdge, openHistory, prepareLoad, runLoad } from '@stoa/load'
import { homeOf, readState } from '@stoa/topology'
import { awaitOrders } from './orders-awaited.ts'
import { readPlan } from './read-plan.ts'
import { runPlan } from './run-plan.ts'
import { restock, seedPlan } from './seed.ts'

const extract = join(import.meta.dirname, '../data/online-retail-extract.csv')
const ratePerSecond = Number(process.env.STOA_TRAFFIC_RATE ?? 1)
const openedFile = process.env.STOA_TRAFFIC_OPENED
/** As many shoppers as it takes until every program on an order's way has compiled what it does most. */
const crowd = { ratePerSecond: 300, seconds: 3 }
const say = (text: string) => process.stdout.write(`${new Date().toISOString()} ${text}\n`)
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const stopping = new AbortController()
for (const name of ['SIGTERM', 'SIGINT'] as const)
  process.once(name, () => {
    stopping.abort()
    process.exit(0)
  })

async function platform() {
  for (;;) {
    const state = readState(homeOf(process.env))
    if (state?.urls.edge) return state
    await pause(200)
  }
}

const edge = openEdge(await platform(), { connections: 64 })
const plan = await readPlan(extract, Number.MAX_SAFE_INTEGER)
const awaited = awaitOrders()
const newRun = (what = 'traffic') => `${what}-${randomBytes(6).toString('hex')}`

/** Whatever is not up yet, or is down for a while, is waited for. */
async function untilDone<T>(what: string, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      if (attempt % 10 === 1) say(`${what}: ${(error as Error).message}; trying again`)
      await pause(Math.min(2_000, 100 * attempt))
    }
  }
}

/** The start waits for its end; what the shoppers know of their orders goes to the checker as well. */
async function openWithACrowd(openedFile: string) {
  const wish = { pay: 'account', carrier: 'own-fleet', hot: false, customers: 50 } as const
  const orders = crowd.ratePerSecond * crowd.seconds
  const prepared = await untilDone('opening', () => prepareLoad(edge, { ...wish, orders }))
  const history = openHistory(homeOf(process.env))
  const { confirmed } = await runLoad(
    { edge, history },
    {
      ...{ ...prepared, ...crowd, maxOutstanding: 2 * orders, runId: newRun('opening') },
      ...{ settleMs: 60_000, giveUpAfterMs: 60_000 },
    },
  )
  await history.close()
  say(`${confirmed} shoppers' orders are confirmed`)
  writeFileSync(openedFile, '')
}

if (openedFile) void openWithACrowd(openedFile)
await untilDone('seeding', () => seedPlan(edge, plan, newRun()))
await untilDone('following', () => followOrders(edge, awaited.seen))
say(`replaying ${plan.steps.length} invoices and credit notes, ${ratePerSecond} a second`)
for (;;) {
  const runId = newRun()
  const trader = { edge, carrier: 'own-fleet', giveUpAfterMs: 120_000 }
  const { signal } = stopping
  const { orders, problems } = await runPlan(trader, awaited, plan, {
    ...{ runId, ratePerSecond, concurrency: 32, signal },
  })
  say(`${orders.size} orders placed, ${problems.length} problems`)
  for (const problem of problems.slice(0, 5)) say(problem)
  await untilDone('restocking', () => restock(edge, plan, runId))
}
