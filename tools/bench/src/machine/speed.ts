import { type FileHandle, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openLatencies } from '@stoa/load'

/** How fast the machine is just now. A shared one drifts, and a figure tells little without it. */
export interface Speed {
  /** CPU milliseconds of a piece of work that is always the same: the middle one of several. */
  readonly workMs: number
  /** Milliseconds until 8 KiB are safe on the disk. */
  readonly syncMs: ReturnType<ReturnType<typeof openLatencies>['percentiles']>
}

const rounds = 9
const page = Buffer.alloc(8_192, 'x')
const sample = Array.from({ length: 2_000 }, (_, number) => ({
  sku: `SKU-${number}`,
  quantity: number % 7,
  price: { minor: number * 13, currency: 'GBP' },
}))

function workOnce(): number {
  const before = process.cpuUsage()
  for (let time = 0; time < 5; time += 1) JSON.parse(JSON.stringify(sample))
  return process.cpuUsage(before).user / 1_000
}

async function syncOnce(file: FileHandle, at: number): Promise<number> {
  const begun = performance.now()
  await file.write(page, 0, page.length, at * page.length)
  await file.datasync()
  return performance.now() - begun
}

/** Takes about five seconds, most of them for the disk that `folder` is on. */
export async function measureSpeed(folder: string, syncs = 300): Promise<Speed> {
  const work = Array.from({ length: rounds }, workOnce).sort((a, b) => a - b)
  const latencies = openLatencies()
  const name = join(folder, 'sync-probe')
  const file = await open(name, 'w')
  try {
    for (let at = 0; at < syncs; at += 1) {
      latencies.record(await syncOnce(file, at))
      await pause(10)
    }
  } finally {
    await file.close()
    await rm(name)
  }
  return { workMs: Number((work[rounds >> 1] ?? 0).toFixed(1)), syncMs: latencies.percentiles() }
}
