import type { Claims } from './access-request.ts'

/** The part of a policy that decided. */
export interface PolicyPart {
  readonly kind: string
  readonly namespace: string
  readonly name: string
  readonly file: string
  readonly line: number
  /** Index of the rule; undefined when a policy as a whole decides. */
  readonly rule?: number | undefined
  /** Such as `to[0].operation.methods`; undefined when no single field decides. */
  readonly field?: string | undefined
}

/** The steps of a decision, in the proxy's order. */
export type Stage = 'mtls' | 'path' | 'custom' | 'token' | 'deny' | 'allow' | 'default'

export interface Verdict {
  readonly decision: 'allow' | 'deny'
  /** Status of the HTTP response; 200 when the request reaches the application. */
  readonly status?: 200 | 400 | 401 | 403 | undefined
  /** True when the connection is closed without a response. */
  readonly closed: boolean
  readonly stage: Stage
  /** What decided; undefined when the absence of policies did. */
  readonly by?: PolicyPart | undefined
  /** The reason in plain English. */
  readonly reason: string
  /** Why each ALLOW rule did not match: its first field that did not. */
  readonly misses: readonly PolicyPart[]
  /** The normalised path, which is also the one that is forwarded. */
  readonly path?: string | undefined
  /** Claims of the verified token, as policies see them. */
  readonly claims?: Claims | undefined
  /** Headers that the proxy sets (text) or removes (null) before it forwards the request. */
  readonly headers: Readonly<Record<string, string | null>>
  /** External authorizers that were called. */
  readonly asked: readonly string[]
  /** AUDIT rules that matched. */
  readonly audited: readonly PolicyPart[]
  /** Dry-run rules that would have denied the request. */
  readonly dryRun: readonly PolicyPart[]
}
