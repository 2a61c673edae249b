import type { Target } from '../model/select.ts'

/** The side that is asked: one port of one workload. */
export interface Server extends Target {
  readonly kind: 'sidecar' | 'gateway'
  /** The workload's port, which policies name; not the Service's. */
  readonly port: number
  readonly protocol: 'http' | 'tcp'
  readonly ip?: string | undefined
}

/** The side that asks. */
export interface Client {
  /** Identity that its certificate proves, without `spiffe://`; null without a client certificate. */
  readonly principal: string | null
  /** Address of the TCP peer. */
  readonly ip: string
  /** Address after X-Forwarded-For or the PROXY protocol; the peer's own when absent. */
  readonly remoteIp?: string | undefined
  /** Server name that the client asked for in its TLS handshake. */
  readonly sni?: string | undefined
}

export type Claims = Readonly<Record<string, unknown>>

/** A token as it stands in a request. */
export interface Token {
  readonly claims: Claims
  /** Signed by a key of its issuer's set, and not expired. */
  readonly valid: boolean
  /** Why it is not valid: its time has passed (the default), or its signature is not its issuer's. */
  readonly fault?: 'expired' | 'signature' | undefined
  readonly at:
    | { readonly header: string; readonly prefix: string }
    | { readonly query: string }
    | { readonly cookie: string }
}

export interface HttpRequest {
  readonly method: string
  /** As sent, with its query. */
  readonly path: string
  /** As sent, with its port when there is one. */
  readonly host: string
  /** Names in lower case; token headers are not repeated here. */
  readonly headers: Readonly<Record<string, string>>
  readonly tokens: readonly Token[]
}

export interface Question {
  readonly server: Server
  readonly client: Client
  /** Absent for a TCP connection. */
  readonly request?: HttpRequest | undefined
  /** What an external authorizer would say when asked; nobody asked answers `allow`. */
  readonly authorizer?: 'allow' | 'deny' | undefined
  /** What other filters of the proxy know of it, by filter and key (`experimental.envoy.filters.…`). */
  readonly metadata?: Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined
  /** Key sets that cannot be had, by address. */
  readonly keysUnavailable?: readonly string[] | undefined
}
