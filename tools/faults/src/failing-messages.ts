import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { LoadResult } from '@stoa/load'
import { openTestPlatform, type TestPlatform } from './test-platform.ts'

const consumers = ['orders', 'inventory', 'payments', 'shipping', 'customers']
const build = fileURLToPath(new URL('./sabotage/with-failing-messages.ts', import.meta.url))

export interface FailingPlatform {
  readonly shop: TestPlatform
  close(): Promise<void>
  /** From now on this share of all messages fails, 0 to 1; the same message at each attempt. */
  setShare(share: number): void
  /** The ids of all orders of which a message has failed. */
  failed(): Set<string>
}

/** A platform whose consumers fail for a share of all messages, none at first. */
export async function openFailingPlatform(): Promise<FailingPlatform> {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-failing-'))
  const shareFile = join(folder, 'share')
  const setShare = (share: number) => writeFileSync(shareFile, String(share))
  setShare(0)
  const forAll = <Value>(value: Value) => Object.fromEntries(consumers.map((name) => [name, value]))
  const shop = await openTestPlatform({
    nodeArgs: forAll(['--import', build]),
    env: forAll({ STOA_FAILING_SHARE_FILE: shareFile }),
  })
  const failedFile = `${shareFile}.failed`
  return {
    shop,
    close: async () => {
      await shop.close()
      rmSync(folder, { recursive: true })
    },
    setShare,
    failed: () =>
      new Set(existsSync(failedFile) ? readFileSync(failedFile, 'utf8').split('\n') : []),
  }
}

export interface HealthyOrders {
  /** Orders none of whose messages has failed. */
  readonly healthy: number
  readonly confirmed: number
  readonly confirmedInTime: number
}

interface Line {
  readonly orderId: string | null
  readonly outcome?: string
  readonly seen?: string
  readonly time: number
}

/** How many healthy orders of a load were confirmed, and within `withinMs` of when they were meant to be placed. */
export function healthyOrders(
  { historyFile }: LoadResult,
  failed: ReadonlySet<string>,
  withinMs: number,
): HealthyOrders {
  const lines = readFileSync(historyFile, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line)
  const confirmedAt = new Map(
    lines.filter(({ seen }) => seen === 'confirmed').map(({ orderId, time }) => [orderId, time]),
  )
  const healthy = lines.filter(
    ({ outcome, orderId }) => outcome === 'ok' && orderId !== null && !failed.has(orderId),
  )
  const latencies = healthy.flatMap(({ orderId, time }) => {
    const at = confirmedAt.get(orderId)
    return at === undefined ? [] : [at - time]
  })
  return {
    healthy: healthy.length,
    confirmed: latencies.length,
    confirmedInTime: latencies.filter((ms) => ms <= withinMs).length,
  }
}
