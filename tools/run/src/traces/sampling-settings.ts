import { CannotRun } from '@stoa/topology'

/** What the environment says of the collector's sampling; what is undefined is as observability/collector.yaml has it. */
export interface SamplingSettings {
  readonly keptPercent: string | undefined
  /** How long the collector waits from the first span of a trace until it decides, such as `60s`. */
  readonly decisionWait: string | undefined
}

const waitToKeepAll = '10s'

/** @throws CannotRun that names the wrong setting */
export function readSamplingSettings(env: NodeJS.ProcessEnv): SamplingSettings {
  const keptPercent = env.STOA_TRACES_KEPT_PERCENT || undefined
  const decisionWait = env.STOA_TRACES_DECISION_WAIT || undefined
  if (keptPercent && !(/^\d+(\.\d+)?$/.test(keptPercent) && Number(keptPercent) <= 100))
    throw new CannotRun(`STOA_TRACES_KEPT_PERCENT: expected 0 to 100, found ${keptPercent}`)
  if (decisionWait && !/^[1-9]\d{0,3}[sm]$/.test(decisionWait))
    throw new CannotRun(
      `STOA_TRACES_DECISION_WAIT: expected a duration such as 30s or 2m, found ${decisionWait}`,
    )
  // A collector that keeps every trace decides nothing; it need only gather the spans of a trace.
  const keepsAll = Number(keptPercent) === 100
  return { keptPercent, decisionWait: decisionWait ?? (keepsAll ? waitToKeepAll : undefined) }
}

/** The settings as the collector reads them. */
export const samplingEnv = ({ keptPercent, decisionWait }: SamplingSettings) => ({
  ...(keptPercent && { STOA_TRACES_KEPT_PERCENT: keptPercent }),
  ...(decisionWait && { STOA_TRACES_DECISION_WAIT: decisionWait }),
})
