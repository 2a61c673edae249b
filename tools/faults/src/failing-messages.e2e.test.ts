import { afterAll, beforeAll, expect, it } from 'vitest'
import { type FailingPlatform, healthyOrders, openFailingPlatform } from './failing-messages.ts'
import { violated } from './test-platform.ts'

let platform: FailingPlatform

beforeAll(async () => {
  platform = await openFailingPlatform()
})
afterAll(() => platform?.close())

it('messages that fail permanently delay only their own orders, and every order settles once they succeed', async () => {
  const { shop } = platform
  // The products are sold before messages begin to fail.
  await shop.load({ rate: 10, seconds: 1 })
  platform.setShare(0.05)
  const loading = shop.load({ rate: 40, seconds: 8, settleMs: 90_000 })
  await shop.accepted(250)
  const failed = platform.failed()
  expect(failed.size).toBeGreaterThan(10)
  platform.setShare(0)
  const result = await loading
  expect(result).toMatchObject({ unsettled: 0, dropped: 0 })
  const { healthy, confirmed } = healthyOrders(result, platform.failed(), Number.POSITIVE_INFINITY)
  expect(confirmed).toBe(healthy)
  expect(violated(await shop.verify())).toEqual([])
})
