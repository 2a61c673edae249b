import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * What a client knows of one request, for the checker: a line of JSON. `unknown` means that it was sent
 * and no answer tells what became of it.
 */
export interface Requested {
  /** When it was meant to be sent, milliseconds since 1970. */
  readonly time: number
  readonly key: string
  readonly caller: string
  /** SHA-256 of the body sent, hex. */
  readonly bodyHash: string
  readonly outcome: 'ok' | 'failed' | 'unknown'
  readonly status: number | null
  /** SHA-256 of the answer, hex. */
  readonly responseHash: string | null
  readonly orderId: string | null
  readonly attempts: number
}

/** The moment at which a client saw an order with a status. */
export interface Seen {
  readonly time: number
  readonly orderId: string
  readonly seen: string
}

export interface History {
  readonly file: string
  add(record: Requested | Seen): void
  close(): Promise<void>
}

const flushAtBytes = 256 * 1024

/** A new history in the home's history folder; a file that is being written already is never reused. */
export function openHistory(home: string, now = new Date()): History {
  const folder = join(home, 'history')
  mkdirSync(folder, { recursive: true })
  const name = `${now.toISOString().replaceAll(':', '-')}-${process.pid}.jsonl`
  const file = join(folder, name)
  const stream = createWriteStream(file, { flags: 'wx', mode: 0o600 })
  const failed = new Promise<never>((_resolve, reject) => stream.on('error', reject))
  failed.catch(() => undefined)
  let held = ''
  const flush = () => {
    stream.write(held)
    held = ''
  }
  return {
    file,
    add(record) {
      held += `${JSON.stringify(record)}\n`
      if (held.length >= flushAtBytes) flush()
    },
    close() {
      flush()
      return Promise.race([failed, new Promise<void>((resolve) => stream.end(resolve))])
    },
  }
}
