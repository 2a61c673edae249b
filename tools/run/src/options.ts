import type { Wanted } from './plan.ts'

export interface PlatformOptions extends Wanted {
  readonly home: string
  readonly traffic: boolean
  /** Drop all data first. */
  readonly fresh?: boolean
  /** Take any free ports rather than the usual ones. */
  readonly ephemeral?: boolean
  /** More environment and Node arguments by service: for tests that change what one does. */
  readonly env?: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly nodeArgs?: Readonly<Record<string, readonly string[]>>
  readonly certificateLifetimeMs?: number
  /** The mesh's policies; those of the repository unless told. */
  readonly policyDir?: string
  say?(line: string): void
  onReady?(name: string, ready: number, all: number): void
}
