import { join } from 'node:path'
import { isStill, startPlatform } from '@stoa/run'
import { homeOf, type PlatformState, readState } from '@stoa/topology'

export interface BenchedPlatform {
  readonly home: string
  readonly startedHere: boolean
  state(): PlatformState
  stop(): Promise<void>
}

const stateOf = (home: string): PlatformState => {
  const state = readState(home)
  if (!state) throw new Error(`no platform runs at ${home}`)
  return state
}

/** The platform that runs already, or a new one with fresh data, without demo traffic, that sends its traces to us. */
export async function openPlatform(
  traces: { url: string; ratio: number },
  say: (line: string) => void,
): Promise<BenchedPlatform> {
  const usual = homeOf(process.env)
  const running = readState(usual)
  if (running?.ready && isStill(running))
    return { home: usual, startedHere: false, state: () => stateOf(usual), stop: async () => {} }
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = traces.url
  process.env.OTEL_TRACES_SAMPLER_ARG = String(traces.ratio)
  process.env.LOG_LEVEL ??= 'warn'
  const home = join(usual, 'bench')
  const platform = await startPlatform({
    ...{ home, traffic: false, fresh: true, ephemeral: true, log: say },
  })
  return { home, startedHere: true, state: () => stateOf(home), stop: platform.stop }
}
