import type { Claims } from './question.ts'

/** Which part of which policy decided. */
export interface PolicyPart {
  readonly kind: string
  readonly namespace: string
  readonly name: string
  readonly file: string
  readonly line: number
  /** Index of the rule; absent where a policy as a whole decides. */
  readonly rule?: number | undefined
  /** Such as `to[0].operation.methods`; absent where no single field decides. */
  readonly field?: string | undefined
}

/** The steps in the order in which a proxy takes them. */
export type Stage = 'mtls' | 'path' | 'custom' | 'token' | 'deny' | 'allow' | 'default'

export interface Verdict {
  readonly decision: 'allow' | 'deny'
  /** Of an HTTP answer: 200 when it passes to the application. */
  readonly status?: 200 | 400 | 401 | 403 | undefined
  /** True when the connection ends without an answer. */
  readonly closed: boolean
  readonly stage: Stage
  /** What decided; absent where the absence of policies did. */
  readonly by?: PolicyPart | undefined
  /** A sentence for people. */
  readonly reason: string
  /** Why each ALLOW rule did not let it in: its first field that did not match. */
  readonly misses: readonly PolicyPart[]
  /** The path after normalisation, which is also the one forwarded. */
  readonly path?: string | undefined
  /** Claims of the verified token that the application is told of. */
  readonly claims?: Claims | undefined
  /** Headers that the mesh sets (text) or removes (null) on the way to the application. */
  readonly headers: Readonly<Record<string, string | null>>
  /** External authorizers that were asked. */
  readonly asked: readonly string[]
  /** AUDIT policies that matched. */
  readonly audited: readonly PolicyPart[]
  /** Dry-run policies that would have decided otherwise. */
  readonly dryRun: readonly PolicyPart[]
}
