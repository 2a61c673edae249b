import {
  type CallOptions,
  type Client,
  type ClientResponse,
  createClient,
  NoResponseError,
} from '@stoa/client'

export interface Place {
  /** Where the API is, as we call it: `http://sandbox:4090/stripe`. */
  readonly url: string
  readonly egress: string | undefined
  readonly timeoutMs: number
}

export interface Transport {
  /** `path` as the SDK has it; throws NoResponseError when nobody answers. */
  send(
    method: string,
    path: string,
    headers: Readonly<Record<string, unknown>>,
    body?: string,
  ): Promise<ClientResponse>
  readonly url: string
  close: Client['close']
}

/** Ours to say: what the SDK computed for another connection. */
const ours = new Set(['host', 'content-length', 'connection'])

const lowered = (headers: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name, value]) => value != null && !ours.has(name.toLowerCase()))
      .map(([name, value]) => [name.toLowerCase(), String(value)]),
  )

/** One provider's way out: its own connections, deadline, bulkhead and breaker. */
export function transportTo({ url, egress, timeoutMs }: Place): Transport {
  const { hostname, port, protocol, pathname } = new URL(url)
  const base = pathname.replace(/\/$/, '')
  const client = createClient({
    to: hostname,
    port: Number(port || (protocol === 'https:' ? 443 : 80)),
    egress: egress || undefined,
    timeoutMs,
    concurrency: 192,
    breaker: { failures: 20, openMs: 3_000 },
  })
  return {
    url: url.replace(/\/$/, ''),
    send: (method, path, headers, body) =>
      client.call(`${base}${path}`, {
        method: method.toUpperCase() as NonNullable<CallOptions['method']>,
        headers: lowered(headers),
        ...(body && { body }),
      }),
    close: () => client.close(),
  }
}

const neverConnected = new Set(['ECONNREFUSED', 'ENOENT', 'UND_ERR_CONNECT_TIMEOUT'])

/** Of a call that threw: whether the provider may have heard it. */
export function wasAsked(error: NoResponseError): boolean {
  const { cause } = error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return error.attempted && !neverConnected.has(code)
}

export const noAnswerIn = (error: unknown): NoResponseError | undefined => {
  if (error instanceof NoResponseError) return error
  const inner = error instanceof Error && 'detail' in error ? error.detail : undefined
  return inner instanceof NoResponseError ? inner : undefined
}
