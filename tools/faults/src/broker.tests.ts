import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { openBrokerTap, repeatAll } from './broker-tap.ts'
import { type TestPlatform, violated } from './test-platform.ts'

/** Deletes the store of the broker, and redelivers what it holds. */
export function brokerTests(open: () => TestPlatform): void {
  let shop: TestPlatform
  beforeAll(() => {
    shop = open()
  })

  const calm = { unsettled: 0, dropped: 0 }

  describe('with a faulty broker', () => {
    it('no order is lost when its store is deleted under load', async () => {
      const loading = shop.load({ rate: 60, seconds: 10 })
      await shop.accepted(150)
      rmSync(join(shop.home, 'data/nats'), { recursive: true, force: true })
      shop.platform.kill('nats', 'SIGKILL')
      const result = await loading
      expect(result).toMatchObject(calm)
      expect(result.accepted).toBeGreaterThan(300)
      expect(violated(await shop.verify())).toEqual([])
    })

    it('nothing is done twice when every message is redelivered three times, out of order', async () => {
      await shop.load({ rate: 60, seconds: 5 })
      const tap = await openBrokerTap(shop.platform.state)
      const loading = shop.load({ rate: 30, seconds: 8 })
      await shop.accepted(60)
      for (const stream of ['ORDERS', 'INVENTORY', 'PAYMENTS', 'SHIPPING'])
        expect(await repeatAll(tap, stream, 3, Math.random)).toBeGreaterThan(0)
      await tap.close()
      expect(await loading).toMatchObject(calm)
      expect(violated(await shop.verify())).toEqual([])
    })
  })
}
