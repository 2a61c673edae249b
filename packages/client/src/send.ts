import type { Dispatcher } from 'undici'

/** A whole HTTP response, its body as text. */
export interface ClientResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

export type OutgoingRequest = Pick<
  Dispatcher.DispatchOptions,
  'method' | 'path' | 'headers' | 'body'
>

class DeadlineExceeded extends Error {
  constructor(timeoutMs: number) {
    super(`no complete response within ${timeoutMs} ms`)
    this.name = 'DeadlineExceeded'
  }
}

/**
 * Sends one request and reads its whole response, without streams or abort signals: the timer of a signal would keep
 * the request in memory until the deadline, long after the response.
 */
export const send = (
  pool: Dispatcher,
  request: OutgoingRequest,
  timeoutMs: number,
): Promise<ClientResponse> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let controller: Dispatcher.DispatchController | undefined
    let exceeded: DeadlineExceeded | undefined
    let status = 0
    let headers: ClientResponse['headers'] = {}
    const timer = setTimeout(() => {
      exceeded = new DeadlineExceeded(timeoutMs)
      controller?.abort(exceeded)
      reject(exceeded)
    }, timeoutMs)
    pool.dispatch(request, {
      onRequestStart(started) {
        controller = started
        if (exceeded) started.abort(exceeded)
      },
      onResponseStart(_controller, code, received) {
        status = code
        headers = received
      },
      onResponseData(_controller, chunk) {
        chunks.push(chunk)
      },
      onResponseEnd() {
        clearTimeout(timer)
        resolve({ status, headers, text: Buffer.concat(chunks).toString('utf8') })
      },
      onResponseError(_controller, error) {
        clearTimeout(timer)
        reject(error)
      },
    })
  })
