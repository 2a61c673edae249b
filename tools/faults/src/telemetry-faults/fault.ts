import type { TestPlatform } from '../test-platform.ts'
import type { Volume } from '../volume.ts'

export interface TelemetryRun {
  readonly shop: TestPlatform
  /** Holds the data of Prometheus; undefined where this process may not mount one. */
  readonly volume: Volume | undefined
}

export interface TelemetryFault {
  readonly name: string
  /** Does it, waits until telemetry has told of it, and until what it broke works again. Resolves with what was counted. */
  run(run: TelemetryRun): Promise<number>
}
