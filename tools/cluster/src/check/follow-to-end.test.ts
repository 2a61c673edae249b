import type { EdgeRequest } from '@stoa/load'
import { expect, it } from 'vitest'
import { followToEnd } from './follow-to-end.ts'

const placed = (orderId: string, confirmMs: number | null = 20) => ({
  ...{ orderId, status: 'confirmed', acceptMs: 1, confirmMs, traceId: 't', sampled: true },
})

/** A shop in which an order is ready when it is read first, and shipped once its parcel is in a manifest. */
function shopWith(...orderIds: string[]) {
  const statuses = new Map(orderIds.map((orderId) => [orderId, 'confirmed']))
  const manifests: string[][] = []
  const answer = ({ method, path, body }: EdgeRequest): object => {
    if (method === 'POST') {
      const { trackingNumbers } = JSON.parse(body ?? '') as { trackingNumbers: string[] }
      manifests.push(trackingNumbers)
      for (const orderId of trackingNumbers) statuses.set(orderId, 'shipped')
      return {}
    }
    if (path.startsWith('/v1/parcels/ready')) {
      const ready = [...statuses].filter(([, status]) => status === 'ready')
      return {
        parcels: ready.map(([orderId]) => ({
          ...{ orderId, carrier: 'own-fleet', trackingNumber: orderId },
        })),
      }
    }
    const orderId = path.split('/').at(-1) ?? ''
    if (statuses.get(orderId) === 'confirmed') statuses.set(orderId, 'ready')
    return { status: statuses.get(orderId) }
  }
  return {
    ...{ statuses, manifests },
    token: async () => 'token',
    request: async (request: EdgeRequest) => ({
      ...{ status: 200, text: JSON.stringify(answer(request)) },
    }),
  }
}

it('an order is shipped once its parcel is handed over; those of others stay', async () => {
  const shop = shopWith('o-1', 'of-another')
  shop.statuses.set('of-another', 'ready')
  const [order] = await followToEnd(shop, [placed('o-1')], { token: '', withinMs: 60_000 })
  expect(order).toMatchObject({ status: 'shipped', confirmMs: 20, shipMs: expect.any(Number) })
  expect(shop.manifests).toEqual([['o-1']])
})

it.each([
  ['is cancelled', 'cancelled', placed('o-1')],
  ['was never confirmed', 'confirmed', placed('o-1', null)],
])('an order that %s is waited for no longer', async (_, status, order) => {
  const shop = shopWith('o-1')
  shop.statuses.set('o-1', status)
  const followed = await followToEnd(shop, [order], { token: '', withinMs: 60_000 })
  expect(followed).toEqual([{ ...order, status, shipMs: null }])
})

it('an order that is not shipped in time is not said to be', async () => {
  const [order] = await followToEnd(shopWith('o-1'), [placed('o-1')], { token: '', withinMs: 0 })
  expect(order).toEqual({ ...placed('o-1'), shipMs: null })
})
