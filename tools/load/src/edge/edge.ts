import { readFileSync } from 'node:fs'
import type { PlatformState } from '@stoa/topology'
import { Pool } from 'undici'
import { EdgeError } from './edge-error.ts'
import { type Answer, type Ask, type Heard, send } from './send.ts'
import { openTokens, type Role } from './tokens.ts'

/** The platform as a client outside sees it. */
export interface Edge {
  /** Requests that can be under way at once; more wait for one to end. */
  readonly connections: number
  /** Throws EdgeError when there is no answer in time; any status is an answer. */
  ask(ask: Ask): Promise<Answer>
  /** As `ask`, by callback: for the hot path. */
  send(ask: Ask, heard: (heard: Heard) => void): void
  /** A bearer token; asked for once, and again before it runs out. */
  token(subject: string, ...roles: Role[]): Promise<string>
  close(): Promise<void>
}

export interface EdgeOptions {
  readonly connections?: number
  readonly timeoutMs?: number
}

export function openEdge(
  state: Pick<PlatformState, 'urls' | 'caFile'>,
  options: EdgeOptions = {},
): Edge {
  const { edge: url } = state.urls
  if (!url) throw new EdgeError('the platform has no edge')
  const { connections = 16, timeoutMs = 10_000 } = options
  const pool = new Pool(url, {
    connections,
    pipelining: 1,
    // HTTP/2 costs this client more than its connections do.
    allowH2: false,
    // Those that only a stall needs are still there when it comes.
    keepAliveTimeout: 600_000,
    ...(url.startsWith('https:') && {
      connect: { ...(state.caFile && { ca: readFileSync(state.caFile) }), servername: 'localhost' },
    }),
  })
  const sendIt: Edge['send'] = (ask, heard) => send(pool, ask, timeoutMs, heard)
  const ask: Edge['ask'] = (what) =>
    new Promise((resolve, reject) =>
      sendIt(what, (heard) =>
        heard instanceof Error
          ? reject(new EdgeError(`${what.method} ${what.path}: ${heard.message}`))
          : resolve(heard),
      ),
    )
  return { connections, ask, send: sendIt, token: openTokens(ask), close: () => pool.destroy() }
}
