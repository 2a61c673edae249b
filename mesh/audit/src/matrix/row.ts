import type { AccessRequest, Verdict } from '@stoa/mesh/policy'

export type CallerKind = 'service' | 'edge' | 'identity' | 'stranger' | 'anonymous' | 'outside'

/** One permission of a caller at a target port, or the fact that the caller has none. */
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
  /** `*` is any method. Empty for TCP and for denials. */
  readonly methods: readonly string[]
  readonly paths: readonly string[]
  readonly hosts: readonly string[]
  /** Requests among these that a DENY policy denies. */
  readonly except: readonly string[]
  /** The request principal that the request's token must have; null when no token is required. */
  readonly token: string | null
  readonly encrypted: boolean
  /** The witness request. */
  readonly accessRequest: AccessRequest
  readonly verdict: Verdict
}
