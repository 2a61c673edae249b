import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { shiftedClocks } from '../shifted-clocks.ts'
import { openTestPlatform } from '../test-platform.ts'
import { mountVolume } from '../volume.ts'
import type { TelemetryRun } from './fault.ts'
import { scrapeSeconds } from './scrapes-missed.ts'

const volumeMiB = 600
const hourMs = 3_600_000
const clocks = shiftedClocks({ payments: hourMs, shipping: -hourMs, 'orders-2': -hourMs })

/**
 * A platform with everything that observes it and runs without containers. Every trace is sampled; the clock of payments is an
 * hour ahead, and those of shipping and of the second replica of orders are an hour behind.
 */
export async function openTelemetryRun(): Promise<TelemetryRun & { close(): Promise<void> }> {
  const volume = mountVolume(volumeMiB)
  const home = mkdtempSync(join(tmpdir(), 'stoa-telemetry-'))
  mkdirSync(join(home, 'data'))
  if (volume) symlinkSync(volume.path, join(home, 'data/prometheus'))
  process.env.OTEL_TRACES_SAMPLER_ARG = '1'
  const started = { home, metrics: true, observability: true, scrapeSeconds }
  const shop = await openTestPlatform({
    ...{ ...started, ...clocks },
    replicas: { orders: 2 },
  })
  return {
    ...{ shop, volume },
    async close() {
      await shop.close()
      volume?.unmount()
      rmSync(home, { recursive: true, force: true })
    },
  }
}
