import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * What a client knows about one request it sent; a line of a history file. The outcome is `unknown` when no
 * final response says whether the request was carried out.
 */
export interface RequestRecord {
  /** Intended start, milliseconds since 1970. */
  readonly time: number
  readonly key: string
  readonly caller: string
  /** SHA-256 of the request body, hex. */
  readonly bodyHash: string
  readonly outcome: 'ok' | 'failed' | 'unknown'
  readonly status: number | null
  /** SHA-256 of the response body, hex. */
  readonly responseHash: string | null
  readonly orderId: string | null
  readonly attempts: number
}

/** When a client first observed a status of an order; a line of a history file. */
export interface ObservedStatus {
  readonly time: number
  readonly orderId: string
  readonly seen: string
}

export interface HistoryWriter {
  readonly file: string
  add(record: RequestRecord | ObservedStatus): void
  close(): Promise<void>
}

let opened = 0

const flushAtCharacters = 256 * 1024

/** Creates a history file in `<home>/history`; never one that exists already. */
export function openHistory(home: string, now = new Date()): HistoryWriter {
  const folder = join(home, 'history')
  mkdirSync(folder, { recursive: true })
  opened += 1
  const name = `${now.toISOString().replaceAll(':', '-')}-${process.pid}-${opened}.jsonl`
  const file = join(folder, name)
  const stream = createWriteStream(file, { flags: 'wx', mode: 0o600 })
  const failed = new Promise<never>((_resolve, reject) => stream.on('error', reject))
  failed.catch(() => undefined)
  let buffered = ''
  const flush = () => {
    stream.write(buffered)
    buffered = ''
  }
  return {
    file,
    add(record) {
      buffered += `${JSON.stringify(record)}\n`
      if (buffered.length >= flushAtCharacters) flush()
    },
    close() {
      flush()
      return Promise.race([failed, new Promise<void>((resolve) => stream.end(resolve))])
    },
  }
}
