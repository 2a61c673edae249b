import type { Dispatcher } from 'undici'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

export type Outgoing = Pick<Dispatcher.DispatchOptions, 'method' | 'path' | 'headers' | 'body'>

class DeadlineExceeded extends Error {
  constructor(timeoutMs: number) {
    super(`no whole answer within ${timeoutMs} ms`)
    this.name = 'DeadlineExceeded'
  }
}

/**
 * One request and its whole answer, without streams or abort signals: a signal's timer would keep the
 * request in memory until the deadline, long after the answer.
 */
export const send = (pool: Dispatcher, request: Outgoing, timeoutMs: number): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let started: Dispatcher.DispatchController | undefined
    let late: DeadlineExceeded | undefined
    let status = 0
    let headers: Answer['headers'] = {}
    const timer = setTimeout(() => {
      late = new DeadlineExceeded(timeoutMs)
      started?.abort(late)
      reject(late)
    }, timeoutMs)
    pool.dispatch(request, {
      onRequestStart(controller) {
        started = controller
        if (late) controller.abort(late)
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
