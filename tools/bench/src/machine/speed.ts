import { type FileHandle, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createLatencyHistogram, type Percentiles } from '@stoa/load'

/** How fast the machine is at the moment; shared machines drift, and results are not comparable without it. */
export interface Speed {
  /** CPU milliseconds for a fixed piece of work: the median of several runs. */
  readonly workMs: number
  /** Milliseconds to write and sync 8 KiB. */
  readonly syncMs: Percentiles
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
  const startedMs = performance.now()
  await file.write(page, 0, page.length, at * page.length)
  await file.datasync()
  return performance.now() - startedMs
}

/** Measures the CPU, and the disk of `folder`, in about five seconds. */
export async function measureSpeed(folder: string, syncs = 300): Promise<Speed> {
  const work = Array.from({ length: rounds }, workOnce).sort((a, b) => a - b)
  const latencies = createLatencyHistogram()
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
