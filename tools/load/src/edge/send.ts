import type { Dispatcher } from 'undici'

export type Method = 'GET' | 'PUT' | 'POST' | 'DELETE'

export interface Ask {
  readonly method: Method
  readonly path: string
  /** JSON text. */
  readonly body?: string
  readonly token?: string
  readonly idempotencyKey?: string
  readonly traceparent?: string
}

export interface Answer {
  readonly status: number
  readonly text: string
}

/** An answer, or why there was none. */
export type Heard = Answer | Error

const headersOf = (ask: Ask): string[] => {
  const headers: string[] = []
  if (ask.body !== undefined) headers.push('content-type', 'application/json')
  if (ask.token !== undefined) headers.push('authorization', `Bearer ${ask.token}`)
  if (ask.idempotencyKey !== undefined) headers.push('idempotency-key', ask.idempotencyKey)
  if (ask.traceparent !== undefined) headers.push('traceparent', ask.traceparent)
  return headers
}

/** One request without streams or promises, calling back exactly once: the cheapest way that the client has. */
export function send(
  pool: Dispatcher,
  ask: Ask,
  timeoutMs: number,
  heard: (heard: Heard) => void,
): void {
  let status = 0
  const chunks: Buffer[] = []
  const options: Dispatcher.DispatchOptions = {
    method: ask.method,
    path: ask.path,
    headers: headersOf(ask),
    body: ask.body ?? null,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  }
  pool.dispatch(options, {
    onRequestStart() {},
    onResponseStart(_controller, code) {
      status = code
    },
    onResponseData(_controller, chunk) {
      chunks.push(chunk)
    },
    onResponseEnd() {
      const [only] = chunks
      const bytes = only && chunks.length === 1 ? only : Buffer.concat(chunks)
      heard({ status, text: bytes.toString('utf8') })
    },
    onResponseError(_controller, error) {
      heard(error)
    },
  })
}
