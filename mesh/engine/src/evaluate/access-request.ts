import type { Target } from '../model/select.ts'

/** The server of a call: one port of one workload. */
export interface Server extends Target {
  readonly kind: 'sidecar' | 'gateway'
  /** The workload's port, which policies name, not the Service's port. */
  readonly port: number
  readonly protocol: 'http' | 'tcp'
  readonly ip?: string | undefined
}

/** The client of a call. */
export interface Client {
  /** The identity in its certificate without `spiffe://`; null without a client certificate. */
  readonly principal: string | null
  /** Address of the TCP peer. */
  readonly ip: string
  /** Address from X-Forwarded-For or the PROXY protocol; the peer's address when absent. */
  readonly remoteIp?: string | undefined
  /** Server name (SNI) in the TLS handshake. */
  readonly sni?: string | undefined
}

export type Claims = Readonly<Record<string, unknown>>

/** A token in a request. */
export interface Token {
  readonly claims: Claims
  /** Whether it has a valid signature of its issuer and is not expired. */
  readonly valid: boolean
  /** Why it is not valid: it is expired (the default), or the signature is not its issuer's. */
  readonly fault?: 'expired' | 'signature' | undefined
  readonly at:
    | { readonly header: string; readonly prefix: string }
    | { readonly query: string }
    | { readonly cookie: string }
}

export interface HttpRequest {
  readonly method: string
  /** As sent, including the query. */
  readonly path: string
  /** As sent, including the port when there is one. */
  readonly host: string
  /** Names in lower case; without the headers that carry `tokens`. */
  readonly headers: Readonly<Record<string, string>>
  readonly tokens: readonly Token[]
}

/** A client's HTTP request or TCP connection to a server, whose access `evaluate` decides. */
export interface AccessRequest {
  readonly server: Server
  readonly client: Client
  /** Undefined for a TCP connection. */
  readonly request?: HttpRequest | undefined
  /** What an external authorizer answers when it is called; `allow` by default. */
  readonly authorizer?: 'allow' | 'deny' | undefined
  /** Dynamic metadata of other filters, by filter and key (`experimental.envoy.filters.…`). */
  readonly metadata?: Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined
  /** The `jwksUri` of every key set that cannot be fetched. */
  readonly keysUnavailable?: readonly string[] | undefined
}
