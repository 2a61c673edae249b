import { randomUUID } from 'node:crypto'
import { queryAsSuperuser } from '@stoa/run/query'
import { beforeAll, expect, it, vi } from 'vitest'
import type { TestPlatform } from './test-platform.ts'

/** Publishes a poison event. It leaves a reservation for no order, which `stoa verify` finds: no test may verify afterwards. */
export function poisonEventTests(open: () => TestPlatform): void {
  let shop: TestPlatform
  beforeAll(() => {
    shop = open()
  })

  it('a poison event goes to the dead letters, and the other events of its batch are applied', async () => {
    const { state } = shop.platform
    const sample = await queryAsSuperuser<{ payload: string }>(
      state,
      'orders',
      "select payload from outbox where subject = 'inventory.reserve' limit 1",
    )
    const [good] = JSON.parse(sample[0]?.payload ?? '[]') as { id: string; data: object }[]
    const orderId = randomUUID()
    const neighbour = {
      ...good,
      id: randomUUID(),
      subject: orderId,
      data: { ...good?.data, orderId },
    }
    const poison = { ...good, id: randomUUID(), data: { orderId: 'not an id', lines: 'none' } }
    const payload = JSON.stringify([neighbour, poison])
    await queryAsSuperuser(
      state,
      'orders',
      "insert into outbox (id, subject, payload, items) values ($1, 'inventory.reserve', $2, 2)",
      [randomUUID(), payload],
    )
    await shop.load({ rate: 30, seconds: 3 })
    await vi.waitFor(
      async () => {
        const buried = await queryAsSuperuser<{ reason: string }>(
          state,
          'inventory',
          'select reason from dead_letters',
        )
        expect(buried.map(({ reason }) => reason)).toEqual([
          expect.stringMatching(/does not fit its schema/),
        ])
        const held = await queryAsSuperuser(
          state,
          'inventory',
          'select 1 from reservations where order_id = $1',
          [orderId],
        )
        expect(held).toHaveLength(1)
      },
      { timeout: 30_000, interval: 100 },
    )
  })
}
