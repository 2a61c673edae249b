import { request as httpRequest, Agent as PlainAgent } from 'node:http'
import { request as httpsRequest, Agent as TlsAgent } from 'node:https'
import type { Certificate } from '@stoa/mesh/authority'
import type { Answer, ClientCredentials, Probe } from '../probe.ts'
import { answerOf, unsatisfiable } from './answer.ts'
import { type ClientCertificates, credentialsKey } from './client-certificates.ts'

/** The address of a proxy. */
export interface Address {
  readonly host: string
  readonly port: number
}

export interface HttpSender {
  readonly send: (address: Address, probe: Probe, authorization?: string) => Promise<Answer>
  readonly stop: () => void
}

/** Sends probes over pooled connections, one pool for each address and client certificate. */
export function openHttpSender(certificates: ClientCertificates, timeoutMs: number): HttpSender {
  const agents = new Map<string, PlainAgent>()
  const agentFor = ({ port }: Address, credentials: ClientCredentials): PlainAgent => {
    const key = `${port} ${credentialsKey(credentials)}`
    const options = { keepAlive: true, maxSockets: 4 }
    const made =
      agents.get(key) ??
      (credentials.kind === 'plain'
        ? new PlainAgent(options)
        : new TlsAgent({ ...options, ...handshake(certificates.of(credentials)) }))
    agents.set(key, made)
    return made
  }
  const sendOver = (
    address: Address,
    { credentials, request }: Probe,
    authorization: string | undefined,
    agent: PlainAgent | false,
  ) =>
    new Promise<Answer | 'stale'>((resolve) => {
      const { method = 'GET', path, host, headers } = request ?? {}
      const call = (credentials.kind === 'plain' ? httpRequest : httpsRequest)(
        {
          ...address,
          ...{ method, path, agent, timeout: timeoutMs },
          ...(agent === false && credentials.kind !== 'plain'
            ? handshake(certificates.of(credentials))
            : {}),
          headers: {
            ...headers,
            ...(authorization === undefined ? {} : { authorization }),
            ...{ host, expect: unsatisfiable },
          },
        },
        (response) => {
          let body = ''
          response.setEncoding('utf8').on('data', (chunk: string) => {
            body += chunk
          })
          const contentType = response.headers['content-type']
          const status = response.statusCode ?? 0
          response.on('end', () => resolve(answerOf({ status, contentType, body }, method)))
          response.on('error', () => resolve('closed'))
        },
      )
      call.on('timeout', () => call.destroy())
      call.on('error', () => resolve(call.reusedSocket ? 'stale' : 'closed'))
      call.end()
    })
  return {
    async send(address, probe, authorization) {
      const got = await sendOver(
        address,
        probe,
        authorization,
        agentFor(address, probe.credentials),
      )
      // An idle connection may be closed just as it is reused, which says nothing about the request.
      if (got !== 'stale') return got
      const again = await sendOver(address, probe, authorization, false)
      return again === 'stale' ? 'closed' : again
    },
    stop: () => {
      for (const agent of agents.values()) agent.destroy()
    },
  }
}

/** TLS options as a sidecar uses them. The server is not verified, because it runs on this machine. */
export const handshake = (own: Certificate | undefined) => ({
  ...(own ? { cert: own.certPem, key: own.keyPem } : {}),
  ...{ rejectUnauthorized: false, servername: 'localhost' },
  ALPNProtocols: own ? ['istio', 'http/1.1'] : ['http/1.1'],
})
