import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

const unchangedMs = 40
const longestMs = 500

/**
 * Waits until no file below `dir` has been written for 40 ms, for at most 500 ms: a file that is
 * still being written can be valid YAML.
 */
export async function waitUntilUnchanged(dir: string): Promise<void> {
  const end = Date.now() + longestMs
  while (Date.now() < end) {
    const age = Date.now() - (await lastWriteMs(dir))
    if (age >= unchangedMs || age < -unchangedMs) return
    await setTimeout(unchangedMs - age)
  }
}

/**
 * When a file below `dir` was last written, in milliseconds since the epoch. An empty file counts as
 * written now, because many editors truncate a file before they write it.
 */
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
