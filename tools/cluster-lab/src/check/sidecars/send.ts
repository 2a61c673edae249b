import { Agent, request } from 'node:https'
import { connect } from 'node:tls'
import type { Certificate } from '@stoa/mesh'
import type { Operation } from './operations.ts'

/** The status of the answer, or `closed` when the connection ended without one. */
export type Outcome = number | 'closed'

export interface Sender {
  http(port: number, operation: Operation, host: string, token?: string): Promise<Outcome>
  tcp(port: number): Promise<Outcome>
  close(): void
}

const text = 'a line that comes back when the connection is let through\n'

/** Opens a client that presents a certificate, or none, and names a server. */
export function openSender(certificate: Certificate | undefined, servername = ''): Sender {
  const options = {
    ...{ cert: certificate?.certPem, key: certificate?.keyPem, rejectUnauthorized: false },
    ...{ servername, ALPNProtocols: ['istio-http/1.1', 'istio', 'http/1.1'] },
  }
  const agent = new Agent({ ...options, keepAlive: true, maxSockets: 4 })
  return {
    http: (port, { method, path }, host, token) =>
      new Promise((resolve) => {
        const at = { agent, host: '127.0.0.1', port, method, path }
        const headers = { host, ...(token && { authorization: `Bearer ${token}` }) }
        const call = request({ ...at, ...options, headers }, (response) => {
          response.resume()
          response.on('end', () => resolve(response.statusCode ?? 0))
          response.on('error', () => resolve('closed'))
        })
        call.on('error', () => resolve('closed'))
        call.end()
      }),
    tcp: (port) =>
      new Promise((resolve) => {
        const socket = connect({ ...options, host: '127.0.0.1', port }, () => socket.write(text))
        const end = (outcome: Outcome) => {
          socket.destroy()
          resolve(outcome)
        }
        socket.on('data', () => end(200))
        socket.on('error', () => end('closed'))
        socket.on('close', () => end('closed'))
      }),
    close: () => agent.destroy(),
  }
}
