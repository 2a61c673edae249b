import { type Edge, requestJson } from '@stoa/load'
import { queryAsSuperuser } from '@stoa/run/query'
import type { TestPlatform } from '../test-platform.ts'
import type { Cancelled } from './cancel-one.ts'
import { faultOf } from './judge.ts'
import { reservationsOf } from './records.ts'

const pollMs = 200
const endWithinMs = 120_000

export interface View {
  readonly status: string
  readonly trackingNumber?: string
  readonly cancelRefused?: object
  readonly delivery: { readonly carrier: string }
}

/** An order that came to its end, and whether a driver took its parcel along after that. */
export interface End {
  readonly order: Cancelled
  readonly view: View
  readonly taken: boolean
}

/** The order once it is shipped or cancelled, or as it is when that takes too long. A failed read is repeated. */
export async function endOf(edge: Edge, { orderId, buyer: { token } }: Cancelled): Promise<View> {
  const endMs = Date.now() + endWithinMs
  const path = `/v1/orders/${orderId}`
  for (;;) {
    const late = Date.now() > endMs
    const reading = requestJson<View>(edge, { method: 'GET', path, token })
    const view = await (late ? reading : reading.catch(() => undefined))
    if (view && (view.status === 'shipped' || view.status === 'cancelled' || late)) return view
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
}

async function listedIds(edge: Edge): Promise<ReadonlySet<string>> {
  const { parcels } = await requestJson<{ parcels: { orderId: string }[] }>(edge, {
    ...{ method: 'GET', path: '/v1/parcels/left-cancelled?limit=500' },
    token: await edge.token('operator', 'operator'),
  })
  return new Set(parcels.map(({ orderId }) => orderId))
}

/** The faults of these orders, once every message is handled, and the orders whose cancelled parcels are listed as left. */
export async function judgeEnds(
  { edge, platform }: Pick<TestPlatform, 'edge' | 'platform'>,
  ends: readonly End[],
): Promise<{ faults: string[]; listed: ReadonlySet<string> }> {
  const listed = await listedIds(edge)
  const stock = await reservationsOf(
    (database, sql, values) => queryAsSuperuser(platform.state, database, sql, values),
    ends.map(({ order }) => order.orderId),
  )
  const faults = ends.flatMap(({ order: { orderId, answer }, view, taken }) => {
    const { status, cancelRefused } = view
    const fault = faultOf({
      ...{ orderId, answer, status, taken, saysWhy: cancelRefused !== undefined },
      ...{ listed: listed.has(orderId), stock: stock.get(orderId) },
    })
    return fault ? [`${orderId} ${fault}`] : []
  })
  return { faults, listed }
}
