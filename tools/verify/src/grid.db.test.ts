import { readTopology } from '@stoa/topology'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Case, cases } from '../test/cases/index.ts'
import { fillHealthy, request, seen, shipped } from '../test/healthy-shop.ts'
import { openShopDatabases, type ShopDatabases } from '../test/shop-databases.ts'
import type { VerifyInputs } from './invariant.ts'
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

const inputsOf = (one: Partial<Case>): VerifyInputs => ({
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

test('a healthy shop violates no invariant, and every invariant checked something', async () => {
  const inputs = inputsOf({ requests: [request('key-1', shipped)], seen: [seen(shipped)] })
  const unknown = { ...request('key-0', shipped), outcome: 'unknown', orderId: null } as const
  const history = { ...inputs.history, requests: [...inputs.history.requests, unknown] }
  const report = await verify({ ...inputs, history }, { recheckDelaysMs: [] })
  expect(report.invariants.flatMap(({ id, examples }) => examples.map((one) => [id, one]))).toEqual(
    [],
  )
  for (const { id, checked } of report.invariants) expect(checked, id).toBeGreaterThan(0)
})

describe.each(invariants.map((invariant) => [invariant.id, invariant] as const))(
  '%s',
  (id, invariant) => {
    const casesOfInvariant = cases.filter((one) => one.id === id)

    test.each(
      casesOfInvariant.map((one) => [one.finds ? 'finds' : 'accepts', one.name, one] as const),
    )('%s: %s', async (_, __, one) => {
      for (const [database, text] of Object.entries(one.sql ?? {}))
        await shop.sql(database as Parameters<ShopDatabases['sql']>[0], text)
      const report = await verify(inputsOf(one), {
        invariants: [invariant],
        recheckDelaysMs: [1],
      })
      expect(report.violations > 0, JSON.stringify(report.invariants)).toBe(one.finds)
    })

    test('has cases that it must find and cases that it must accept', () => {
      expect(new Set(casesOfInvariant.map(({ finds }) => finds))).toEqual(new Set([true, false]))
    })
  },
)
