import { expect, it } from 'vitest'
import { deps, fresh, later, onFreshDatabase, ready, reply, said, view } from './testing.ts'
import { listHeld } from './use-cases/list-held.ts'
import { sweep } from './use-cases/sweep.ts'

onFreshDatabase()

it('an order on hold stays on hold when its authorisation cannot be renewed, and its money is captured early', async () => {
  const orderId = await ready()
  later(6 * 86_400_000)
  await sweep(deps)
  const held = async () => (await listHeld(fresh.db, 100)).find((one) => one.orderId === orderId)
  const before = await held()
  expect(before).toMatchObject({ steps: [{ step: 'parcel' }] })
  await reply('payments.renewal_refused', orderId)
  expect((await said(orderId)).at(-1)).toBe('payments.capture')
  expect(await held()).toMatchObject({ since: before?.since, reason: before?.reason })
  await reply('shipping.handed_over', orderId, { carrier: 'fedex', trackingNumber: 'STOA-1' })
  expect(await held()).toBeUndefined()
  expect(await view(orderId)).not.toHaveProperty('hold')
})
