import type { ServiceSelection } from './plan.ts'

export interface PlatformOptions extends ServiceSelection {
  readonly home: string
  readonly traffic: boolean
  /** Drop all data first. */
  readonly fresh?: boolean
  /** Run Prometheus, Alertmanager and the exporter; by default not, so that tests start fast. */
  readonly metrics?: boolean
  readonly scrapeSeconds?: number
  /** Instead of those of the repository. */
  readonly ruleFiles?: readonly string[]
  readonly alertmanagerFile?: string
  /** Additional arguments of Prometheus, for tests. */
  readonly prometheusArgs?: readonly string[]
  /** Run the collector and Jaeger, where they were built. */
  readonly observability?: boolean
  /** Replace the services that run a file when it is saved. */
  readonly watch?: boolean
  /** Use any free ports instead of the usual ones. */
  readonly ephemeral?: boolean
  /** Additional environment variables and Node arguments by service, for tests that change its behaviour. */
  readonly env?: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly nodeArgs?: Readonly<Record<string, readonly string[]>>
  readonly certificateLifetimeMs?: number
  /** The mesh's policies; by default those of the repository. */
  readonly policyDir?: string
  log?(line: string): void
  onReady?(name: string, ready: number, all: number): void
}
