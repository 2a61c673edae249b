import type { Position } from '@stoa/mesh/policy'

/** What the sender shows of itself. */
export type Wear =
  | { readonly kind: 'plain' }
  /** TLS without a client certificate, as towards the edge. */
  | { readonly kind: 'tls' }
  | {
      readonly kind: 'certificate'
      /** Its identity, without `spiffe://`; absent: it has no URI in it. */
      readonly principal?: string
      readonly commonName?: string
      readonly fault?: 'expired' | 'another authority'
    }

export type TokenKind =
  | 'valid'
  | 'expired'
  | "signed with another's key"
  | "another issuer's"
  | "for another's audience"
  | 'malformed'

/** What came of it, or has to: the application's own answer, the proxy's, or an end without any. */
export type Answer = 'application' | 'closed' | `${number}`

export interface ProbeRequest {
  readonly method: string
  readonly path: string
  readonly host: string
  readonly headers: Readonly<Record<string, string>>
}

export interface Probe {
  readonly caller: string
  /** Such as `right`, `another's`, `expired certificate`, `valid token`. */
  readonly identity: string
  readonly wear: Wear
  readonly target: string
  readonly port: number
  /** What is odd about the request: `as declared`, or the trick played. */
  readonly trick: string
  /** Absent: a TCP connection. */
  readonly request?: ProbeRequest
  readonly token?: TokenKind
  readonly expected: Answer
  /** The policy that the expectation comes from. */
  readonly by: Position
}
