import type { EdgeRequest, EdgeResponse } from '@stoa/load'
import { expect, it } from 'vitest'
import { handOverReady } from './hand-over.ts'

const edgeThat = (answer: (request: EdgeRequest) => EdgeResponse) => {
  const requests: EdgeRequest[] = []
  return {
    requests,
    token: async (subject: string, ...roles: string[]) => `${subject}: ${roles.join()}`,
    async request(request: EdgeRequest) {
      requests.push(request)
      return answer(request)
    },
  }
}
const parcel = (carrier: string, trackingNumber: string) => ({
  ...{ orderId: `order of ${trackingNumber}`, carrier, trackingNumber },
})
const parcels = [parcel('ups', 'U1'), parcel('own-fleet', 'S1'), parcel('ups', 'U2')]

it('hands over what is ready, with a manifest for each carrier', async () => {
  const edge = edgeThat(() => ({ status: 200, text: JSON.stringify({ parcels }) }))
  await handOverReady(edge)
  expect(edge.requests.slice(1).map(({ body }) => JSON.parse(body ?? ''))).toEqual([
    { carrier: 'ups', trackingNumbers: ['U1', 'U2'] },
    { carrier: 'own-fleet', trackingNumbers: ['S1'] },
  ])
  expect(edge.requests[1]).toMatchObject({
    ...{ method: 'POST', path: '/v1/parcels/manifests' },
    token: 'development-warehouse: warehouse',
  })
})

it('leaves the parcels of other orders', async () => {
  const edge = edgeThat(() => ({ status: 200, text: JSON.stringify({ parcels }) }))
  await handOverReady(edge, new Set(['order of U2']))
  expect(edge.requests.slice(1).map(({ body }) => JSON.parse(body ?? ''))).toEqual([
    { carrier: 'ups', trackingNumbers: ['U2'] },
  ])
})

it('says what the edge refused', async () => {
  const edge = edgeThat(() => ({ status: 403, text: 'no' }))
  await expect(handOverReady(edge)).rejects.toThrow('GET /v1/parcels/ready')
})
