import { readFileSync } from 'node:fs'
import type { PlatformState } from '@stoa/topology'
import { Pool } from 'undici'
import { connectorTo } from './connector.ts'
import { EdgeError } from './edge-error.ts'
import { type EdgeRequest, type EdgeResponse, type SendResult, send } from './send.ts'
import { openTokens, type Role } from './tokens.ts'

/** An HTTPS client of the platform's edge. */
export interface Edge {
  /** How many requests can be in flight; further ones queue. */
  readonly connections: number
  /** Resolves with any response, whatever its status. @throws EdgeError without a response in time */
  request(request: EdgeRequest): Promise<EdgeResponse>
  /** As `request`, with a callback instead of a promise, for the hot path. */
  send(request: EdgeRequest, onResult: (result: SendResult) => void): void
  /** A bearer token, cached and renewed before it expires. */
  token(subject: string, ...roles: Role[]): Promise<string>
  close(): Promise<void>
}

export interface EdgeOptions {
  /** Default 16. */
  readonly connections?: number
  /** Of a request; default 10,000. */
  readonly timeoutMs?: number
  /** Where the edge listens, if its URL has a host that does not resolve here. */
  readonly at?: { readonly hostname: string; readonly port: number }
  /** Trusted certificates in PEM format; default: those in `state.caFile`. */
  readonly ca?: string
  /** Default: tokens of the development issuer. */
  readonly token?: Edge['token']
}

/** Opens a client of the edge at `state.urls.edge`, which trusts the certificate authority in `state.caFile`. */
export function openEdge(
  state: Pick<PlatformState, 'urls' | 'caFile'>,
  options: EdgeOptions = {},
): Edge {
  const { edge: url } = state.urls
  if (!url) throw new EdgeError('state.json has no URL of the edge; restart the platform')
  const { connections = 16, timeoutMs = 10_000, at, token } = options
  const ca = options.ca ?? (state.caFile ? readFileSync(state.caFile) : undefined)
  const pool = new Pool(url, {
    connections,
    pipelining: 1,
    // HTTP/2 costs this client more CPU than separate connections do.
    allowH2: false,
    // Connections that only a stall needs must still be open when one comes.
    keepAliveTimeout: 600_000,
    ...(url.startsWith('https:') && { connect: connectorTo(url, { ca, at }) }),
  })
  const sendToEdge: Edge['send'] = (request, onResult) => send(pool, request, timeoutMs, onResult)
  const request: Edge['request'] = (toSend) =>
    new Promise((resolve, reject) =>
      sendToEdge(toSend, (result) =>
        result instanceof Error
          ? reject(
              new EdgeError(
                `${toSend.method} ${toSend.path}: no response from ${url}: ${result.message}`,
                undefined,
                { cause: result },
              ),
            )
          : resolve(result),
      ),
    )
  return {
    ...{ connections, request, send: sendToEdge, token: token ?? openTokens(request) },
    close: () => pool.destroy(),
  }
}
