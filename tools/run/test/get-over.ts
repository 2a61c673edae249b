import { type IncomingHttpHeaders, request } from 'node:http'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** The answer to a GET over a Unix socket, on a connection of its own; its status is 0 where nothing answers. */
export const getOver = (socketPath: string, path: string): Promise<Answer> =>
  new Promise((resolve) => {
    const call = request({ socketPath, path, agent: false }, (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }),
      )
    })
    call.on('error', () => resolve({ status: 0, headers: {}, body: '' }))
    call.end()
  })
