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
import { type End, endOf, judgeEnds, type View } from './ends.ts'
import { pointsOf } from './records.ts'

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
  return Array.from({ length: cancels }, () => {
    const { buyers, bodies } = pick(loads)
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

/** A driver takes the parcel of a cancelled order along; false when it was not cancelled in shipping. */
async function takeAlong(edge: Edge, { delivery, trackingNumber }: View): Promise<boolean> {
  if (!trackingNumber) return false
  const { parcels } = await requestJson<{ parcels: { result: string }[] }>(edge, {
    ...{ method: 'POST', path: '/v1/parcels/manifests' },
    token: await edge.token('careless-driver', 'warehouse'),
    body: JSON.stringify({ carrier: delivery.carrier, trackingNumbers: [trackingNumber] }),
  })
  return parcels[0]?.result === 'cancelled'
}

async function followAll(edge: Edge, orders: readonly Cancelled[]): Promise<End[]> {
  const ends: End[] = []
  let labelled = 0
  for (const order of orders) {
    const view = await endOf(edge, order)
    const hasLabel = view.status === 'cancelled' && view.trackingNumber !== undefined
    const leaves = hasLabel && labelled++ % takenOneIn === 0
    ends.push({ order, view, taken: leaves && (await takeAlong(edge, view)) })
  }
  return ends
}

/** Cancels orders at every point of their life, and follows each to its end. */
export async function runCancels(
  shop: TestPlatform,
  cancels: number,
  seed = randomInt(2 ** 31),
): Promise<CancelsReport> {
  const { edge, platform } = shop
  const all = await cancelAll(shop, await aimsOf(edge, cancels, seededRandom(seed)))
  const ends = await followAll(edge, all)
  const violations = violated(await shop.verify())
  const { faults, listed } = await judgeEnds(shop, ends)
  const points = await pointsOf(
    (database, sql, values) => queryAsSuperuser(platform.state, database, sql, values),
    all.map(({ orderId }) => orderId),
  )
  return {
    ...{ seed, cancels: all.length, byPoint: tally(points) },
    ended: tally(ends.map(({ view }) => view.status)),
    refusedByShipping: ends.filter(({ view }) => view.cancelRefused).length,
    left: { taken: ends.filter(({ taken }) => taken).length, listed: listed.size },
    ...{ faults: faults.slice(0, faultsShown), violated: violations },
  }
}
