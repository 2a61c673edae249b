import {
  type CallOptions,
  type Client,
  type ClientResponse,
  createClient,
  NoResponseError,
} from '@stoa/client'

export interface TransportOptions {
  /** Base address of the API: `http://sandbox:4090/stripe`. */
  readonly url: string
  readonly egress: string | undefined
  readonly timeoutMs: number
}

export interface Transport {
  /** `path` as the SDK builds it; throws NoAnswer when no response comes. */
  send(
    method: string,
    path: string,
    headers: Readonly<Record<string, unknown>>,
    body?: string,
  ): Promise<ClientResponse>
  readonly url: string
  readonly timeoutMs: number
  close: Client['close']
}

/** Headers that the SDK computed for a connection of its own. */
const connectionHeaders = new Set(['host', 'content-length', 'connection'])

const lowered = (headers: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name, value]) => value != null && !connectionHeaders.has(name.toLowerCase()))
      .map(([name, value]) => [name.toLowerCase(), String(value)]),
  )

/** Sends the requests of one provider: its own connections, deadline, bulkhead and breaker. */
export function transportTo({ url, egress, timeoutMs }: TransportOptions): Transport {
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
    timeoutMs,
    send: (method, path, headers, body) =>
      client.call(`${base}${path}`, {
        method: method.toUpperCase() as NonNullable<CallOptions['method']>,
        headers: lowered(headers),
        ...(body && { body }),
      }),
    close: () => client.close(),
  }
}

/** The missing response that an SDK's error is about. */
export const noAnswerIn = (error: unknown): NoResponseError | undefined => {
  if (error instanceof NoResponseError) return error
  const inner = error instanceof Error && 'detail' in error ? error.detail : undefined
  return inner instanceof NoResponseError ? inner : undefined
}
