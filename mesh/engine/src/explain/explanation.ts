import type { EffectiveMode } from '../model/effective-mtls.ts'
import type { Position } from '../model/problem.ts'

/** A sentence and where it is written; nothing says it when it is Istio's own default. */
export interface Statement {
  readonly text: string
  readonly at: Position | undefined
}

export interface RuleStatement extends Statement {
  readonly action: string
  readonly policy: string
  /** Each alternative in words. */
  readonly who: readonly string[]
  readonly what: readonly string[]
}

export interface RouteStatement extends Statement {
  readonly virtualService: string
  readonly to: readonly string[]
  readonly timeout: string
  readonly retries: string
}

/** All that the mesh says of one service. */
export interface Explanation {
  readonly service: string
  readonly port: number
  readonly mtls: Statement & { readonly mode: EffectiveMode }
  readonly tokens: readonly Statement[]
  readonly access: readonly RuleStatement[]
  readonly routes: readonly RouteStatement[]
  readonly limits: readonly Statement[]
}
