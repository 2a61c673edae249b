import type { Question, Verdict } from '@stoa/mesh/policy'

export type CallerKind = 'service' | 'edge' | 'identity' | 'stranger' | 'anonymous' | 'outside'

/** What one caller may, or may not, ask of one port. */
export interface Row {
  readonly caller: {
    readonly kind: CallerKind | 'others'
    readonly name: string
    readonly principal: string | null
  }
  readonly target: {
    readonly name: string
    readonly port: number
    readonly protocol: 'http' | 'tcp'
  }
  readonly decision: 'allow' | 'deny'
  /** `*`: any. Empty for TCP and for what is denied. */
  readonly methods: readonly string[]
  readonly paths: readonly string[]
  readonly hosts: readonly string[]
  /** Requests among these that a DENY policy takes out. */
  readonly except: readonly string[]
  /** Whose token the request has to carry; null when none. */
  readonly token: string | null
  readonly encrypted: boolean
  /** A request that shows it. */
  readonly question: Question
  readonly verdict: Verdict
}
