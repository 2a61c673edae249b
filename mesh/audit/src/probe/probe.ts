import type { Position } from '@stoa/mesh/policy'

/** How a probe's client authenticates in the TLS handshake, if it uses TLS. */
export type ClientCredentials =
  /** Plaintext, no TLS. */
  | { readonly kind: 'plain' }
  /** TLS without a client certificate, as external clients use at the edge. */
  | { readonly kind: 'tls' }
  | {
      readonly kind: 'certificate'
      /** The certificate's identity, without `spiffe://`; absent: it contains no URI. */
      readonly principal?: string
      readonly commonName?: string
      readonly fault?: 'expired' | 'another authority'
    }

export type TokenKind =
  | 'valid'
  | 'expired'
  | 'signed with an unknown key'
  | 'from another issuer'
  | 'for another audience'
  | 'malformed'

/** The outcome of a probe: an answer by the application, an HTTP status by the proxy, or a closed connection. */
export type Answer = 'application' | 'closed' | `${number}`

export interface ProbeRequest {
  readonly method: string
  readonly path: string
  readonly host: string
  readonly headers: Readonly<Record<string, string>>
}

/** One test request to a running platform, with the answer that the policies imply. */
export interface Probe {
  readonly caller: string
  /** What the caller presents, such as `permitted identity`, `expired certificate` or `token valid`. */
  readonly identity: string
  readonly credentials: ClientCredentials
  readonly target: string
  readonly port: number
  /** How the request differs from the declared one: `as declared`, or the name of a variant. */
  readonly variant: string
  /** Absent for a TCP connection. */
  readonly request?: ProbeRequest
  readonly token?: TokenKind
  readonly expected: Answer
  /** The position of the policy that implies the expected answer. */
  readonly by: Position
}
