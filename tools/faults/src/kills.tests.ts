import { beforeAll, describe, expect, it } from 'vitest'
import { type TestPlatform, violated } from './test-platform.ts'

/** Kills every part under load. */
export function killTests(open: () => TestPlatform): void {
  let shop: TestPlatform
  beforeAll(() => {
    shop = open()
  })

  const victims = [
    ...['orders', 'inventory', 'payments', 'shipping', 'customers', 'catalog'],
    ...['nats', 'postgres', 'orders-sidecar', 'nats-sidecar', 'edge'],
  ]

  describe('no acknowledged order is lost by', () => {
    it.each(victims)('kill -9 of %s under load', async (victim) => {
      const loading = shop.load({ rate: 60, seconds: 6 })
      await shop.accepted(120)
      shop.platform.kill(victim, 'SIGKILL')
      const result = await loading
      await shop.platform.whenReady(victim)
      expect(result).toMatchObject({ unsettled: 0, dropped: 0 })
      expect(result.accepted).toBeGreaterThan(200)
      expect(violated(await shop.verify())).toEqual([])
    })
  })
}
