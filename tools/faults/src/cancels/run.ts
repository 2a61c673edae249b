import { randomInt } from 'node:crypto'
import {
  type Edge,
  openHistory,
  type PreparedLoad,
  prepareLoad,
  requestJson,
  seededRandom,
} from '@stoa/load'
import { queryAsSuperuser } from '@stoa/run/query'
import { type TestPlatform, violated } from '../test-platform.ts'
import { type Aim, type Cancelled, cancelOne } from './cancel-one.ts'
import { faultOf } from './judge.ts'
import { pointsOf, reservationsOf } from './records.ts'

export interface CancelsReport {
  readonly seed: number
  readonly cancels: number
  /** By the last event of the order before its cancellation began; `too late` without one. */
  readonly byPoint: Readonly<Record<string, number>>
  readonly ended: Readonly<Record<string, number>>
  /** Refused by shipping after `orders` had begun the cancellation. */
  readonly refusedByShipping: number
  /** Parcels that a driver took along after their cancellation, and all that are listed as such. */
  readonly left: { readonly taken: number; readonly listed: number }
  readonly faults: readonly string[]
  readonly violated: readonly string[]
}

const inFlight = 24
/** The life of an order here: its parcel leaves with the next batch of the warehouse. */
const lifeMs = 2_400
const endWithinMs = 120_000
const pollMs = 200
const faultsShown = 20
/** Of the cancelled parcels with a label, one in so many leaves all the same. */
const takenOneIn = 4
const kinds = [
  { pay: 'account', carrier: 'own-fleet' },
  { pay: 'card', carrier: 'own-fleet' },
  { pay: 'card', carrier: 'fedex' },
  { pay: 'paypal', carrier: 'ups' },
] as const

const tally = (names: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]),
  )

/** Delays over the whole life of an order, denser at its beginning, where more happens. */
async function aimsOf(edge: Edge, cancels: number, random: () => number): Promise<Aim[]> {
  const loads: PreparedLoad[] = []
  for (const kind of kinds)
    loads.push(await prepareLoad(edge, { ...kind, hot: false, customers: 20, orders: cancels }))
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
  return Array.from({ length: cancels }, (_, number) => {
    const { buyers, bodies } = loads[number % loads.length] ?? pick(loads)
    return { buyer: pick(buyers), body: pick(bodies), delayMs: lifeMs * random() ** 2 }
  })
}

async function cancelAll(shop: TestPlatform, aims: readonly Aim[]): Promise<Cancelled[]> {
  const history = openHistory(shop.home)
  const cancelled: Cancelled[] = []
  let next = 0
  const work = async () => {
    for (let aim = aims[next++]; aim; aim = aims[next++])
      cancelled.push(await cancelOne({ edge: shop.edge, history }, aim))
  }
  await Promise.all(Array.from({ length: inFlight }, work))
  await history.close()
  return cancelled
}

interface View {
  readonly status: string
  readonly trackingNumber?: string
  readonly cancelRefused?: object
  readonly delivery: { readonly carrier: string }
}

async function endOf(edge: Edge, { orderId, buyer: { token } }: Cancelled, endMs: number) {
  const path = `/v1/orders/${orderId}`
  for (;;) {
    const view = await requestJson<View>(edge, { method: 'GET', path, token })
    if (view.status === 'shipped' || view.status === 'cancelled' || Date.now() > endMs) return view
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
}

/** A driver takes the parcel of a cancelled order along. Whether it had one. */
async function takeAlong(edge: Edge, { delivery, trackingNumber }: View): Promise<boolean> {
  if (!trackingNumber) return false
  const { parcels } = await requestJson<{ parcels: { result: string }[] }>(edge, {
    ...{ method: 'POST', path: '/v1/parcels/manifests' },
    token: await edge.token('careless-driver', 'warehouse'),
    body: JSON.stringify({ carrier: delivery.carrier, trackingNumbers: [trackingNumber] }),
  })
  return parcels[0]?.result === 'cancelled'
}

async function listedIds(edge: Edge): Promise<Set<string>> {
  const { parcels } = await requestJson<{ parcels: { orderId: string }[] }>(edge, {
    ...{ method: 'GET', path: '/v1/parcels/left-cancelled?limit=500' },
    token: await edge.token('operator', 'operator'),
  })
  return new Set(parcels.map(({ orderId }) => orderId))
}

/** Cancels orders at every point of their life, and follows each to its end. */
export async function runCancels(
  shop: TestPlatform,
  cancels: number,
  seed = randomInt(2 ** 31),
): Promise<CancelsReport> {
  const { edge, platform } = shop
  const all = await cancelAll(shop, await aimsOf(edge, cancels, seededRandom(seed)))
  const endMs = Date.now() + endWithinMs
  const ends: { order: Cancelled; view: View; taken: boolean }[] = []
  for (const order of all) {
    const view = await endOf(edge, order, endMs)
    const leaves = view.status === 'cancelled' && ends.length % takenOneIn === 0
    ends.push({ order, view, taken: leaves && (await takeAlong(edge, view)) })
  }
  const violations = violated(await shop.verify())
  const listed = await listedIds(edge)
  const query = <Row extends object>(database: string, sql: string, values: unknown[]) =>
    queryAsSuperuser<Row>(platform.state, database, sql, values)
  const ids = all.map(({ orderId }) => orderId)
  const stock = await reservationsOf(query, ids)
  const faults = ends.flatMap(({ order: { orderId, status: answer }, view, taken }) => {
    const { status, cancelRefused } = view
    const fault = faultOf({
      ...{ orderId, answer, status, taken, saysWhy: cancelRefused !== undefined },
      ...{ listed: listed.has(orderId), stock: stock.get(orderId) },
    })
    return fault ? [`${orderId} ${fault}`] : []
  })
  return {
    ...{ seed, cancels: all.length, byPoint: tally(await pointsOf(query, ids)) },
    ended: tally(ends.map(({ view }) => view.status)),
    refusedByShipping: ends.filter(({ view }) => view.cancelRefused).length,
    left: { taken: ends.filter(({ taken }) => taken).length, listed: listed.size },
    ...{ faults: faults.slice(0, faultsShown), violated: violations },
  }
}
