import { readTopology } from '@stoa/topology'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Case, cases } from '../test/cases/index.ts'
import { fillHealthy, request, seen, shipped } from '../test/healthy-shop.ts'
import { openShopDatabases, type ShopDatabases } from '../test/shop-databases.ts'
import type { World } from './invariant.ts'
import { invariants } from './invariants/index.ts'
import { verify } from './verify.ts'

let shop: ShopDatabases
beforeAll(async () => {
  shop = await openShopDatabases(process.env.TEST_POSTGRES)
})
afterAll(() => shop?.drop())
beforeEach(async () => {
  await shop.empty()
  await fillHealthy(shop)
})

const worldOf = (one: Partial<Case>): World => ({
  db: shop.db,
  services: readTopology().services,
  history: { requests: one.requests ?? [], seen: one.seen ?? [] },
  broker: {
    streams: async () => [
      { name: 'ORDERS', messages: 1, bytes: 1_000, oldestSeconds: 10, ...one.stream },
    ],
  },
  withinSeconds: 60,
})

test('a healthy shop violates nothing, and every invariant looked at something', async () => {
  const world = worldOf({ requests: [request('key-1', shipped)], seen: [seen(shipped)] })
  const unknown = { ...request('key-0', shipped), outcome: 'unknown', orderId: null } as const
  const history = { ...world.history, requests: [...world.history.requests, unknown] }
  const report = await verify({ ...world, history }, { lookAgainAfterMs: [] })
  expect(report.invariants.flatMap(({ id, examples }) => examples.map((one) => [id, one]))).toEqual(
    [],
  )
  for (const { id, checked } of report.invariants) expect(checked, id).toBeGreaterThan(0)
})

describe.each(invariants.map((invariant) => [invariant.id, invariant] as const))(
  '%s',
  (id, invariant) => {
    const mine = cases.filter((one) => one.id === id)

    test.each(mine.map((one) => [one.finds ? 'finds' : 'lets pass', one.name, one] as const))(
      '%s: %s',
      async (_, __, one) => {
        for (const [database, text] of Object.entries(one.sql ?? {}))
          await shop.sql(database as Parameters<ShopDatabases['sql']>[0], text)
        const report = await verify(worldOf(one), {
          invariants: [invariant],
          lookAgainAfterMs: [1],
        })
        expect(report.violations > 0, JSON.stringify(report.invariants)).toBe(one.finds)
      },
    )

    test('the grid has rows that it finds and rows that it does not', () => {
      expect(new Set(mine.map(({ finds }) => finds))).toEqual(new Set([true, false]))
    })
  },
)
