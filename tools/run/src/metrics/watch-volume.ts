import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { roomBytes } from '../storage/judge.ts'

const everyMs = 5_000

/** What is wrong with a program that writes below `folder`; null when its volume has room. */
export async function volumeProblem(
  folder: string,
  read: (folder: string) => Promise<{ bavail: number; bsize: number }> = statfs,
): Promise<string | null> {
  const { bavail, bsize } = await read(folder)
  const freeBytes = bavail * bsize
  if (freeBytes >= roomBytes) return null
  return `has ${Math.floor(freeBytes / 1024 / 1024)} MiB left on its volume and may lose samples`
}

/** Describes Prometheus as degraded while its volume is full, until this is stopped. */
export function watchVolume(folder: string, describe: (detail: string | null) => void) {
  const timer = setInterval(async () => {
    if (existsSync(folder)) describe(await volumeProblem(folder).catch(() => null))
  }, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}
