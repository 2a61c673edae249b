import { join } from 'node:path'
import { isStill, startPlatform } from '@stoa/run'
import { CannotRun, homeOf, notRunning, type PlatformState, readState } from '@stoa/topology'
import type { Telemetry } from './telemetry.ts'

export interface BenchPlatform {
  readonly home: string
  /** False when it was running before. */
  readonly startedHere: boolean
  state(): PlatformState
  /** Does nothing when it was running before. */
  stop(): Promise<void>
}

const stateOf = (home: string): PlatformState => {
  const state = readState(home)
  if (!state) throw new Error(notRunning(home))
  return state
}

export interface PlatformToOpen {
  /** Where a new platform exports the spans that it samples. */
  readonly spansTo: string
  readonly telemetry: Telemetry
  /** Refuses the running platform. */
  readonly ownPlatform: boolean
  readonly log: (line: string) => void
}

/**
 * The running platform, or a new one with fresh data and without demo traffic.
 * @throws CannotRun when one is running although it must be a new one
 */
export async function openPlatform({
  spansTo,
  telemetry: { ratio, metrics },
  ownPlatform,
  log,
}: PlatformToOpen): Promise<BenchPlatform> {
  const defaultHome = homeOf(process.env)
  const running = readState(defaultHome)
  const isRunning = running?.ready && isStill(running)
  if (isRunning && ownPlatform)
    throw new CannotRun(
      `a platform is running in ${defaultHome}; stop it (npx stoa down): each measurement needs a platform of its own`,
    )
  if (isRunning)
    return {
      home: defaultHome,
      startedHere: false,
      state: () => stateOf(defaultHome),
      stop: async () => {},
    }
  if (ratio === undefined) {
    delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT
    delete process.env.OTEL_TRACES_SAMPLER_ARG
  } else {
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = spansTo
    process.env.OTEL_TRACES_SAMPLER_ARG = String(ratio)
  }
  process.env.LOG_LEVEL ??= 'warn'
  const home = join(defaultHome, 'bench')
  const platform = await startPlatform({
    ...{ home, traffic: false, fresh: true, ephemeral: true, metrics, log },
  })
  return { home, startedHere: true, state: () => stateOf(home), stop: platform.stop }
}
