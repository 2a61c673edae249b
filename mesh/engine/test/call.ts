import {
  Agent,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  request as plain,
} from 'node:http'
import type { RequestOptions } from 'node:https'
import { request as secure } from 'node:https'

export interface Answer {
  readonly status: number
  readonly text: string
  readonly headers: IncomingHttpHeaders
}

export interface Call extends RequestOptions {
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string
}

// One connection at a time, kept open, as in an application's HTTP client.
const keepAlive = new Agent({ keepAlive: true })

export const callPlain = (options: Call): Promise<Answer> =>
  send(plain, { agent: keepAlive, ...options })

export const callSecure = (options: Call): Promise<Answer> => send(secure, options)

const send = (request: typeof plain, { body, ...options }: Call): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const call = request(options, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString()
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text, headers: response.headers }),
      )
      response.on('error', reject)
    })
    call.on('error', reject)
    call.end(body)
  })
