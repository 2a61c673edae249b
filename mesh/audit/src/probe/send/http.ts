import { Agent as PlainAgent, request as plainly } from 'node:http'
import { request as securely, Agent as TlsAgent } from 'node:https'
import type { Certificate } from '@stoa/mesh/authority'
import type { Answer, Probe, Wear } from '../probe.ts'
import { answerOf, unmeetable } from './got.ts'
import { type Wardrobe, wearKey } from './wardrobe.ts'

export interface Target {
  readonly host: string
  readonly port: number
}

export interface HttpSender {
  readonly ask: (target: Target, probe: Probe, authorization?: string) => Promise<Answer>
  readonly stop: () => void
}

/** Asks over connections that stay open, some for each target and certificate. */
export function openHttpSender(wardrobe: Wardrobe, withinMs: number): HttpSender {
  const agents = new Map<string, PlainAgent>()
  const agentFor = ({ port }: Target, wear: Wear): PlainAgent => {
    const key = `${port} ${wearKey(wear)}`
    const options = { keepAlive: true, maxSockets: 4 }
    const made =
      agents.get(key) ??
      (wear.kind === 'plain'
        ? new PlainAgent(options)
        : new TlsAgent({ ...options, ...handshake(wardrobe.of(wear)) }))
    agents.set(key, made)
    return made
  }
  const send = (
    target: Target,
    { wear, request }: Probe,
    authorization: string | undefined,
    agent: PlainAgent | false,
  ) =>
    new Promise<Answer | 'stale'>((resolve) => {
      const { method = 'GET', path, host, headers } = request ?? {}
      const call = (wear.kind === 'plain' ? plainly : securely)(
        {
          ...target,
          ...{ method, path, agent, timeout: withinMs },
          ...(agent === false && wear.kind !== 'plain' ? handshake(wardrobe.of(wear)) : {}),
          headers: {
            ...headers,
            ...(authorization === undefined ? {} : { authorization }),
            ...{ host, expect: unmeetable },
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
    async ask(target, probe, authorization) {
      const got = await send(target, probe, authorization, agentFor(target, probe.wear))
      // A connection that had been idle may end as it is taken up: that says nothing of the request.
      if (got !== 'stale') return got
      const again = await send(target, probe, authorization, false)
      return again === 'stale' ? 'closed' : again
    },
    stop: () => {
      for (const agent of agents.values()) agent.destroy()
    },
  }
}

/** As a sidecar does it; whom it talks to is the platform's own machine. */
export const handshake = (own: Certificate | undefined) => ({
  ...(own ? { cert: own.certPem, key: own.keyPem } : {}),
  ...{ rejectUnauthorized: false, servername: 'localhost' },
  ALPNProtocols: own ? ['istio', 'http/1.1'] : ['http/1.1'],
})
