import { basename } from 'node:path'
import type { Position } from '@stoa/mesh/policy'
import { z } from 'zod'

/** One request of an access log. */
export interface ObservedCall {
  /** The service whose proxy logged the call: the file name without `-sidecar`, replica number and extension. */
  readonly writer: string
  readonly inbound: boolean
  /** The caller's identity, without `spiffe://`. */
  readonly peer: string | null
  readonly host: string
  readonly method: string
  readonly path: string
  readonly status: number
  readonly timeMs: number
  readonly denied: boolean
  readonly at: Position
}

const text = z.string().nullish()
const line = z.looseObject({
  time: z.string(),
  method: text,
  path: text,
  authority: text,
  /** Required: the lines of a service's own log have a time and no status. */
  status: z.union([z.number(), z.string()]).nullable(),
  details: text,
  /** The reason why a TCP connection was closed. */
  termination: text,
  peer: text,
  cluster: text,
})

/** Reads the calls of one access log in JSON lines and skips all other lines. */
export function readAccessLog(file: string, content: string): readonly ObservedCall[] {
  const writer = basename(file)
    .replace(/\.[^.]*$/, '')
    .replace(/-sidecar$/, '')
    .replace(/-\d+$/, '')
  return content.split('\n').flatMap((one, index) => {
    const parsed = one.startsWith('{') ? line.safeParse(json(one)) : undefined
    if (!parsed?.success) return []
    const { time, method, path, authority, status, peer, cluster } = parsed.data
    const { details, termination } = parsed.data
    const timeMs = Date.parse(time)
    if (Number.isNaN(timeMs)) return []
    const inbound = !(cluster ?? '').startsWith('outbound|')
    const code = Number(status ?? 0)
    const host = inbound ? (authority ?? '') : ((cluster ?? '').split('|')[3] ?? '')
    return [
      {
        ...{ writer, inbound, timeMs, status: code, method: method ?? '', path: path ?? '' },
        host: host.replace(/:\d+$/, ''),
        peer: peer?.startsWith('spiffe://') ? peer.slice('spiffe://'.length) : null,
        denied: isDenied(code, details ?? '') || isDenied(0, termination ?? ''),
        at: { file, line: index + 1 },
      },
    ]
  })
}

const isDenied = (status: number, details: string): boolean =>
  details.startsWith('rbac_access_denied') ||
  details.startsWith('jwt_authn') ||
  ((status === 401 || status === 403) && details !== 'via_upstream')

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
