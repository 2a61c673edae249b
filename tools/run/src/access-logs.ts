import { copyFileSync, mkdirSync, readdirSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { unlessFull } from './full-disk.ts'

const mostBytes = 8 * 1024 * 1024
const everyMs = 30_000

/**
 * Moves the content of each access log larger than `mostBytes` to the folder `earlier`, replacing the older content
 * there. Sidecars append, so they continue in the emptied file.
 */
export function rotateAccessLogs(folder: string, mostBytesEach = mostBytes): void {
  const earlier = join(folder, 'earlier')
  mkdirSync(earlier, { recursive: true, mode: 0o700 })
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = join(folder, entry.name)
    if (!entry.isFile() || statSync(file).size <= mostBytesEach) continue
    copyFileSync(file, join(earlier, entry.name))
    truncateSync(file)
  }
}

export function keepAccessLogsSmall(folder: string): () => void {
  const rotate = () => unlessFull(() => rotateAccessLogs(folder))
  rotate()
  const timer = setInterval(rotate, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}
