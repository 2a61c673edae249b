import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { queryAsSuperuser } from '@stoa/run/query'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openBrokerTap, repeatAll } from './broker-tap.ts'
import { openTestPlatform, type TestPlatform, violated } from './test-platform.ts'

let shop: TestPlatform

beforeAll(async () => {
  shop = await openTestPlatform()
})
afterAll(() => shop?.close())

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
})
