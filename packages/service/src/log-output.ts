import { write, writeSync } from 'node:fs'

const mostHeldBytes = 1024 * 1024
const retryAfterMs = 1_000

export interface LogOutput {
  write(line: string): void
}

/**
 * Where log lines go. A write that fails, as on a full disk, is repeated until it succeeds; meanwhile up to 1 MiB of
 * lines are held and the newest beyond that are dropped. Neither ends nor blocks the process (pino's own output
 * ends it, and retries for ever when it exits).
 */
export function openLogOutput(fd = 1): LogOutput {
  let held: string[] = []
  let heldBytes = 0
  let unwritten = Buffer.alloc(0)
  let busy = false

  const takeHeld = () => {
    const taken = Buffer.from(held.join(''))
    held = []
    heldBytes = 0
    return taken
  }
  const writeNext = () => {
    if (unwritten.length === 0) unwritten = takeHeld()
    busy = unwritten.length > 0
    if (!busy) return
    write(fd, unwritten, (error, bytes) => {
      if (error) return void setTimeout(writeNext, retryAfterMs).unref()
      unwritten = unwritten.subarray(bytes)
      writeNext()
    })
  }
  process.once('exit', () => {
    try {
      // A write under way may not come to its end: a line twice is better than none.
      writeSync(fd, Buffer.concat([unwritten, takeHeld()]))
    } catch {
      // A failure of the log cannot be logged.
    }
  })

  return {
    write(line) {
      if (heldBytes > mostHeldBytes) return
      held.push(line)
      heldBytes += line.length
      if (!busy) writeNext()
    },
  }
}
