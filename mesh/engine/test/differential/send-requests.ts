import { Agent, request as overPlain } from 'node:http'
import { request as overTls, Agent as TlsAgent } from 'node:https'
import { connect } from 'node:net'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import type { Certificate } from '../../src/index.ts'
import type { GeneratedRequest } from './requests.ts'

/**
 * The outcome of a request: its status and what the application received, or `closed` when the
 * connection ended.
 */
export type Observed =
  | { readonly closed: true; readonly error: string }
  | { readonly closed: false; readonly status: number; readonly body: string }

// Too long for the TLS inspector to mistake for a handshake.
const line = 'a line that comes back when the connection is let through\n'

export interface RequestSender {
  readonly overHttp: (port: number, request: GeneratedRequest) => Promise<Observed>
  readonly overTcp: (port: number, request: GeneratedRequest) => Promise<Observed>
  readonly stop: () => void
}

/** Sends requests with the certificates of several identities, each over its own connections. */
export function openRequestSender(identities: ReadonlyMap<string, Certificate>): RequestSender {
  const agents = new Map<string, Agent>()
  const tlsOf = ({ identity, sni }: GeneratedRequest): ConnectionOptions => {
    const own = identities.get(identity ?? '')
    return {
      cert: own?.certPem,
      key: own?.keyPem,
      rejectUnauthorized: false,
      ALPNProtocols: ['istio', 'http/1.1'],
      // Without it Node uses the Host header.
      servername: sni ?? '',
    }
  }
  const agentOf = (port: number, request: GeneratedRequest) => {
    const key = [port, request.identity, request.address, request.sni].join(' ')
    const options = { keepAlive: true, maxSockets: 4, localAddress: request.address }
    const made =
      agents.get(key) ??
      (request.identity === null
        ? new Agent(options)
        : new TlsAgent({ ...options, ...tlsOf(request) }))
    agents.set(key, made)
    return made
  }
  return {
    overHttp: (port, request) =>
      new Promise((resolve) => {
        const send = request.identity === null ? overPlain : overTls
        const { path, headers } = wireFormOf(request)
        const call = send(
          {
            ...{ host: '127.0.0.1', port, method: request.method, path, headers },
            agent: agentOf(port, request),
            ...(request.identity === null ? {} : tlsOf(request)),
          },
          (response) => {
            let body = ''
            response.setEncoding('utf8').on('data', (chunk: string) => {
              body += chunk
            })
            response.on('end', () =>
              resolve({ closed: false, status: response.statusCode ?? 0, body }),
            )
            response.on('error', (error) => resolve({ closed: true, error: error.message }))
          },
        )
        call.on('error', (error) => resolve({ closed: true, error: error.message }))
        call.end()
      }),
    overTcp: (port, request) =>
      new Promise((resolve) => {
        const options = { host: '127.0.0.1', port, localAddress: request.address }
        const socket =
          request.identity === null
            ? connect(options)
            : connectTls({ ...options, ...tlsOf(request) })
        const end = (observed: Observed) => {
          socket.destroy()
          resolve(observed)
        }
        socket.on(request.identity === null ? 'connect' : 'secureConnect', () => socket.write(line))
        socket.on('data', (chunk: Buffer) => {
          if (chunk.toString() === line) end({ closed: false, status: 200, body: '' })
        })
        socket.on('error', (error) => end({ closed: true, error: error.message }))
        socket.on('close', () => end({ closed: true, error: 'closed' }))
      }),
    stop: () => {
      for (const agent of agents.values()) agent.destroy()
    },
  }
}

/** The path and headers of a request, with its token at its location. */
function wireFormOf({ path, host, headers, token, forwardedFor, authorizer }: GeneratedRequest) {
  const at = token?.at
  const text = token?.token.text ?? ''
  const withToken = (name: string) => {
    const [before = '', fragment] = path.split('#')
    const joined = `${before}${before.includes('?') ? '&' : '?'}${name}=${text}`
    return fragment === undefined ? joined : `${joined}#${fragment}`
  }
  return {
    path: at !== undefined && 'query' in at ? withToken(at.query) : path,
    headers: {
      ...headers,
      host,
      'x-authorizer': authorizer,
      ...(forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor }),
      ...(at !== undefined && 'header' in at ? { [at.header]: `${at.prefix}${text}` } : {}),
      ...(at !== undefined && 'cookie' in at ? { cookie: `${at.cookie}=${text}` } : {}),
    },
  }
}
