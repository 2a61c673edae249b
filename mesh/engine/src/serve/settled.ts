import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

const quietMs = 40
const longestMs = 500

/** Waits until nothing below `dir` was written for a moment: a file half written can look sound. */
export async function settled(dir: string): Promise<void> {
  const end = Date.now() + longestMs
  while (Date.now() < end) {
    const age = Date.now() - (await lastWriteMs(dir))
    if (age >= quietMs || age < -quietMs) return
    await setTimeout(quietMs - age)
  }
}

/** An empty file is one that is being written now: who saves often empties it first. */
export async function lastWriteMs(dir: string): Promise<number> {
  const names = await readdir(dir, { recursive: true })
  const times = await Promise.all(
    names.map((name) =>
      stat(join(dir, name)).then(
        (at) => (at.isFile() && at.size === 0 ? Date.now() : at.mtimeMs),
        () => Date.now(),
      ),
    ),
  )
  return Math.max(0, ...times)
}
