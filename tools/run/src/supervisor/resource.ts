import type { ResourceKind } from '@stoa/topology'
import type { Program } from './launch.ts'

/** Another process of a resource, which is started while the present one still runs. */
export interface Successor {
  readonly program: Program
  isReady(): Promise<boolean>
  /** Called when it is ready: what comes from now on goes to it. */
  takeOver(): void
}

/** A process that the supervisor keeps running. */
export interface Resource {
  readonly name: string
  readonly kind: ResourceKind
  /** Names of resources that must be ready before this one is started. */
  readonly after: readonly string[]
  readonly ports: Readonly<Record<string, number>>
  readonly sockets: Readonly<Record<string, string>>
  /** Called before each start; may remove what the last run left. */
  program(): Program | Promise<Program>
  isReady(): Promise<boolean>
  /** For one that can be replaced without a gap. */
  successor?(): Successor
  /** Called when it is ready, before resources that come after it are started. */
  prepare?(): Promise<void>
  /** The platform is ready without it, and shows it as degraded while it does not run. */
  readonly optional?: boolean
  readonly stop: { readonly signal: NodeJS.Signals; readonly withinMs: number }
}
