import { existsSync, readdirSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'

const mostBytes = 64 * 1024 * 1024
const everyMs = 30_000

/** Empties each log larger than 64 MiB; processes append, so they continue in the emptied file. */
export function limitLogs(folder: string): void {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) {
    const file = join(folder, name)
    if (statSync(file).size > mostBytes) truncateSync(file)
  }
}

export function keepLogsSmall(folder: string): () => void {
  limitLogs(folder)
  const timer = setInterval(() => limitLogs(folder), everyMs)
  timer.unref()
  return () => clearInterval(timer)
}
