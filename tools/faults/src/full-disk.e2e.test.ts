import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { metric } from './metrics.ts'
import { openTestPlatform, type TestPlatform, violated } from './test-platform.ts'
import { mountVolume, type Volume } from './volume.ts'

const mebibyte = 1024 * 1024
const volumeMiB = 2_000
const offeredWhileFull = 2_400
/** Every accepted order must have settled this long after room has returned. */
const settledWithinMs = 60_000
const within = { timeout: 60_000, interval: 100 }

let volume: Volume | undefined
let elsewhere: string
let shop: TestPlatform | undefined

beforeEach(() => {
  volume = mountVolume(volumeMiB)
  elsewhere = mkdtempSync(join(tmpdir(), 'stoa-elsewhere-'))
})
afterEach(async () => {
  await shop?.close()
  shop = undefined
  volume?.unmount()
  rmSync(elsewhere, { recursive: true })
})

/** A platform whose broker, databases and logs are on the volume; the client's history is on another one. */
function homeOn({ path }: Volume): string {
  const home = join(path, 'home')
  mkdirSync(home)
  symlinkSync(elsewhere, join(home, 'history'))
  return home
}

/** A platform whose broker alone is on the volume. */
function homeWithBrokerOn({ path }: Volume): string {
  const home = join(elsewhere, 'home')
  mkdirSync(join(home, 'data'), { recursive: true })
  symlinkSync(path, join(home, 'data', 'nats'))
  return home
}

const resourceOf = ({ platform }: TestPlatform, resource: string) =>
  platform.state.resources.find(({ name }) => name === resource)
const stateOf = (on: TestPlatform, resource: string) => resourceOf(on, resource)?.state

const writtenAt = ({ home }: TestPlatform, file: string) => statSync(join(home, file)).mtimeMs

async function placeOrder({ edge }: TestPlatform): Promise<number> {
  const token = await edge.token('full-disk', 'customer')
  const request = {
    method: 'POST',
    path: '/v1/orders',
    token,
    idempotencyKey: randomUUID(),
  } as const
  const delivery = {
    carrier: 'own-fleet',
    address: { name: 'A', street: 'B', city: 'C', postcode: 'N1 9GU', country: 'GB' },
  }
  const line = { sku: 'NONE', quantity: 1 }
  const body = { lines: [line], currency: 'GBP', payment: { type: 'account' }, delivery }
  return (await edge.request({ ...request, body: JSON.stringify(body) })).status
}

interface Row {
  readonly how: string
  readonly leaveBytes: number
  readonly reason: 'volume' | 'broker'
  readonly prepareHome: (volume: Volume) => string
  readonly ordersEnv: Record<string, string>
  /** Killed while the disk is full: its recovery needs room. */
  readonly victim?: string
}

const rows: readonly Row[] = [
  // The reserve is gone at once: orders are refused before anything fails to be stored.
  {
    ...{ how: 'at once', leaveBytes: 0, reason: 'volume', victim: 'postgres' },
    ...{ prepareHome: homeOn, ordersEnv: {} },
  },
  // Orders cannot see the volumes, as in a cluster, and use up the last MiB: streams refuse. Postgres has a disk of its
  // own, because the log that it needs next might not fit into what is left, and then nothing is published.
  {
    ...{ how: 'by orders', leaveBytes: 4 * mebibyte, reason: 'broker' },
    ...{ prepareHome: homeWithBrokerOn, ordersEnv: { DATA_VOLUMES: '' } },
  },
]

it.for(rows)(
  'a disk filled $how: new orders are refused until there is room, and every accepted order is shipped',
  async ({ leaveBytes, reason, prepareHome, ordersEnv, victim }, { skip }) => {
    if (!volume) return skip('this process may not mount a file system')
    const home = prepareHome(volume)
    const on = await openTestPlatform({ home, env: { orders: ordersEnv } })
    shop = on
    const closed = () =>
      metric(on.platform.state, 'orders', `orders_admission_closed{reason="${reason}"}`)
    const loading = on.load({ rate: 80, seconds: 40, settleMs: settledWithinMs })
    await on.accepted(400)

    const full = volume.fill(leaveBytes)
    await vi.waitFor(async () => expect(await closed()).toBe(1), within)
    await vi.waitFor(() => expect(stateOf(on, 'nats')).toBe('degraded'), within)
    expect(await placeOrder(on)).toBe(503)
    if (victim) {
      const restarts = () => resourceOf(on, victim)?.restarts ?? 0
      const before = restarts()
      await on.platform.kill(victim, 'SIGKILL')
      await vi.waitFor(() => expect(restarts()).toBeGreaterThan(before + 1), within)
      expect(stateOf(on, victim)).not.toBe('ready')
    }
    await on.offered(400 + offeredWhileFull)
    full.end()
    const roomAt = Date.now()

    const result = await loading
    const settledMs = Date.now() - roomAt
    expect(result).toMatchObject({ unsettled: 0, dropped: 0, failed: 0, cancelled: 0 })
    expect(result.shipped).toBe(result.accepted)
    expect(settledMs).toBeLessThan(settledWithinMs)
    expect(violated(await on.verify())).toEqual([])
    await vi.waitFor(() => expect(stateOf(on, 'nats')).toBe('ready'), within)
    expect(await closed()).toBe(0)
    for (const log of ['logs/orders.log', 'access/orders.jsonl'])
      await vi.waitFor(() => expect(writtenAt(on, log)).toBeGreaterThan(roomAt), within)
  },
)
