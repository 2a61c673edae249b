import type { ResourceKind } from '@stoa/topology'
import type { Program } from './launch.ts'

/** Something the supervisor keeps running. */
export interface Resource {
  readonly name: string
  readonly kind: ResourceKind
  /** Names of resources that must be ready before this one is started. */
  readonly after: readonly string[]
  readonly ports: Readonly<Record<string, number>>
  readonly sockets: Readonly<Record<string, string>>
  /** Asked before each start, so that leftovers of the last run can be put away. */
  program(): Program | Promise<Program>
  isReady(): Promise<boolean>
  /** Done once, when it is ready for the first time, before anything that waits for it is started. */
  prepare?(): Promise<void>
  readonly stop: { readonly signal: NodeJS.Signals; readonly withinMs: number }
}
