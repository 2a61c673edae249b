import type { EffectiveMode } from '../model/effective-mtls.ts'
import type { Position } from '../model/problem.ts'

/** A sentence, and the position of the setting behind it; undefined for Istio's default. */
export interface Statement {
  readonly text: string
  readonly at: Position | undefined
}

export interface RuleStatement extends Statement {
  readonly action: string
  readonly policy: string
  /** Each alternative in plain English. */
  readonly who: readonly string[]
  readonly what: readonly string[]
}

export interface RouteStatement extends Statement {
  readonly virtualService: string
  readonly to: readonly string[]
  readonly timeout: string
  readonly retries: string
}

/** Everything that the mesh configures for a service. */
export interface Explanation {
  readonly service: string
  readonly port: number
  readonly mtls: Statement & { readonly mode: EffectiveMode }
  readonly tokens: readonly Statement[]
  readonly access: readonly RuleStatement[]
  readonly routes: readonly RouteStatement[]
  readonly limits: readonly Statement[]
}
