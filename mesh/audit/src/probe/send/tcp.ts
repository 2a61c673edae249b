import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Answer, ClientCredentials } from '../probe.ts'
import type { ClientCertificates } from './client-certificates.ts'
import { type Address, handshake } from './http.ts'

const message = 'PING\r\n'
// The broker greets its clients before any policy has been evaluated.
const greeting = /^INFO [^\n]*\n/
// A TLS alert, which a TLS server sends to a client that does not use TLS.
const tlsAlert = '\x15\x03'

/** Sends one message to a TCP server behind its sidecar. Any reply after the greeting is the application's. */
export const sendTcp = (
  { host, port }: Address,
  credentials: ClientCredentials,
  certificates: ClientCertificates,
  timeoutMs: number,
): Promise<Answer> =>
  new Promise((resolve) => {
    const plain = credentials.kind === 'plain'
    const socket = plain
      ? connect({ host, port })
      : connectTls({
          host,
          port,
          ...handshake(certificates.of(credentials)),
          ALPNProtocols: ['istio'],
        })
    let received = ''
    const end = (answer: Answer) => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(timeoutMs, () => end('closed'))
    socket.on(plain ? 'connect' : 'secureConnect', () => socket.write(message))
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1')
      if (
        greeting.test(received)
          ? received.replace(greeting, '') !== ''
          : !received.startsWith('INFO')
      )
        end(received.startsWith(tlsAlert) ? 'closed' : 'application')
    })
    socket.on('error', () => end('closed'))
    socket.on('close', () => end('closed'))
  })
