import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import type { Access } from './kubeconfig.ts'

export interface Reply {
  readonly status: number
  readonly text: string
}

export interface ApiRequest {
  readonly method?: string
  readonly path: string
  readonly body?: string
  readonly contentType?: string
}

export type Send = (request: ApiRequest) => Promise<Reply>

/** Opens a client of the API server. */
export function openHttp({ url, caFile, token }: Access): { send: Send; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 8, ca: readFileSync(caFile) })
  const { hostname, port } = new URL(url)
  const send: Send = ({ method = 'GET', path, body, contentType }) =>
    new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${token}`,
        ...(contentType && { 'content-type': contentType }),
      }
      const call = request({ agent, host: hostname, port, method, path, headers }, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
        response.on('error', reject)
      })
      call.setTimeout(30_000, () => call.destroy(new Error('30 s have passed')))
      call.on('error', (error) =>
        reject(new Error(`the API server at ${url} does not answer: ${error.message}`)),
      )
      call.end(body)
    })
  return { send, close: () => agent.destroy() }
}
