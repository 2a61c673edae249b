import type { Dispatcher } from 'undici'

export interface EdgeRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  readonly path: string
  /** JSON text. */
  readonly body?: string
  readonly token?: string
  readonly idempotencyKey?: string
  readonly traceparent?: string
}

export interface EdgeResponse {
  readonly status: number
  readonly text: string
  /** The trace of the request, which only a service's response names. */
  readonly traceresponse?: string | undefined
}

/** The response, or why there is none. */
export type SendResult = EdgeResponse | Error

const headersOf = (request: EdgeRequest): string[] => {
  const headers: string[] = []
  if (request.body !== undefined) headers.push('content-type', 'application/json')
  if (request.token !== undefined) headers.push('authorization', `Bearer ${request.token}`)
  if (request.idempotencyKey !== undefined) headers.push('idempotency-key', request.idempotencyKey)
  if (request.traceparent !== undefined) headers.push('traceparent', request.traceparent)
  return headers
}

/** Sends one request without streams or promises, the cheapest way undici has; calls `onResult` exactly once. */
export function send(
  pool: Dispatcher,
  request: EdgeRequest,
  timeoutMs: number,
  onResult: (result: SendResult) => void,
): void {
  let status = 0
  let traceresponse: string | undefined
  const chunks: Buffer[] = []
  const options: Dispatcher.DispatchOptions = {
    method: request.method,
    path: request.path,
    headers: headersOf(request),
    body: request.body ?? null,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  }
  pool.dispatch(options, {
    onRequestStart() {},
    onResponseStart(_controller, code, headers) {
      status = code
      traceresponse = headers.traceresponse?.toString()
    },
    onResponseData(_controller, chunk) {
      chunks.push(chunk)
    },
    onResponseEnd() {
      const [only] = chunks
      const bytes = only && chunks.length === 1 ? only : Buffer.concat(chunks)
      onResult({ status, text: bytes.toString('utf8'), traceresponse })
    },
    onResponseError(_controller, error) {
      onResult(error)
    },
  })
}
