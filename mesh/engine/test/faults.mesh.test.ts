import { stat } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { applyFaults, readActiveFaults } from '../src/index.ts'
import { type App, startEcho } from './echo-app.ts'
import { type Fixture, startFixture } from './fixture.ts'
import { steadyCalls } from './steady-calls.ts'
import { until } from './until.ts'

// Envoy's clock may be some milliseconds ahead of Node's.
const longEnoughMs = 900

describe('faults on demand', () => {
  let mesh: Fixture
  const apps: App[] = []

  beforeAll(async () => {
    mesh = await startFixture({ services: ['orders', 'payments', 'shipping', 'gateway'] })
    for (const name of ['orders', 'payments', 'shipping'])
      apps.push(await startEcho(mesh.socket(name)))
    await until(async () => (await ordersAnswer()).status === 200)
    await until(async () => (await paymentsAnswer()).status === 200)
  }, 30_000)

  afterEach(async () => {
    await apply()
  })
  afterAll(async () => {
    for (const app of apps) await app.stop()
    await mesh?.stop()
  })

  const apply = (...files: string[]) => applyFaults(mesh.mesh.socket, files)
  const ordersAnswer = () => mesh.call('gateway', 'orders', { path: '/v1/orders/o-1' })
  const paymentsAnswer = () => mesh.call('gateway', 'payments', { path: '/v1/payments/o-1' })
  const parcels = () => mesh.call('gateway', 'shipping', { path: '/v1/parcels/o-1' })
  const took = async (call: () => Promise<unknown>) => {
    const begun = performance.now()
    await call()
    return performance.now() - begun
  }

  test.each([
    ['a delay', 'orders-slow.yaml', 2_000, async () => (await took(ordersAnswer)) >= longEnoughMs],
    [
      'an abort',
      'payments-failing.yaml',
      1_000,
      async () => (await paymentsAnswer()).status === 500,
    ],
    ['an outage', 'payments-down.yaml', 1_000, async () => (await paymentsAnswer()).status === 503],
  ])(
    '%s is active within a second, ends when no faults are active, and fails no other request',
    async (_, file, withinMs, isFelt) => {
      const others = steadyCalls(parcels)
      expect(await isFelt()).toBe(false)
      expect(await apply(file)).toEqual({ faults: [file] })
      await until(isFelt, withinMs)
      expect(await readActiveFaults(mesh.mesh.socket)).toEqual({ faults: [file] })

      expect(await apply()).toEqual({ faults: [] })
      await until(
        async () =>
          (await took(ordersAnswer)) < longEnoughMs &&
          (await Promise.all(Array.from({ length: 8 }, paymentsAnswer))).every(
            ({ status }) => status === 200,
          ),
        10_000,
      )
      expect(Object.keys(await others.stop())).toEqual(['200'])
    },
  )

  test('a file that cannot be parsed is reported with file and line, and changes nothing', async () => {
    await apply('orders-slow.yaml')
    expect(await apply('nothing.yaml')).toEqual({
      problems: [
        expect.objectContaining({
          ...{ file: expect.stringMatching(/faults\/nothing\.yaml$/), line: 1 },
          message: 'does not exist',
        }),
      ],
    })
    const refused = await apply(new URL('./wrong-fault.yaml', import.meta.url).pathname)
    expect(refused).toEqual({
      problems: [
        expect.objectContaining({ line: 8, field: 'spec.http[0].fault.abort.httpStatus' }),
      ],
    })
    expect(mesh.mesh.faults()).toEqual(['orders-slow.yaml'])
  })

  test('only the owner may connect to the mesh socket', async () => {
    expect((await stat(mesh.mesh.socket)).mode & 0o777).toBe(0o600)
  })
})
