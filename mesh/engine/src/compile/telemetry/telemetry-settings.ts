import type { AccessLogging } from '../../model/kinds/telemetry/access-logging.ts'
import type { Tracing, WorkloadMode } from '../../model/kinds/telemetry/tracing.ts'
import type { Telemetry } from '../../model/kinds/telemetry.ts'
import type { MeshModel } from '../../model/mesh-model.ts'
import type { Resource } from '../../model/resource.ts'
import { hasSelector, policiesFor, type Target } from '../../model/select.ts'
import type { Direction } from '../scope.ts'
import { type LaptopMetric, reportedMetrics } from './metrics-settings.ts'

export interface Log {
  readonly filter: string | undefined
  /** Log fields with their format; undefined for the default fields. */
  readonly fields: Readonly<Record<string, string>> | undefined
}

/** The effective Telemetry for one workload and one direction. */
export interface TelemetrySettings {
  /** Undefined when no spans are reported. */
  readonly tracing: Tracing | undefined
  /** Undefined when there is no access log. */
  readonly log: Log | undefined
  readonly metrics: ReadonlySet<LaptopMetric>
}

const istioSamplingPercent = 1

/**
 * Merges the Telemetry of the mesh, the namespace and the workload; later ones override field by
 * field.
 */
export function telemetryFor(
  model: MeshModel,
  target: Target,
  direction: Direction,
): TelemetrySettings {
  const levels = levelsOf(model, target)
  const mode = direction === 'inbound' ? 'SERVER' : 'CLIENT'
  const written = levels
    .flatMap(({ spec }) => spec.tracing ?? [])
    .filter(({ match }) => isFor(match?.mode, mode))
    .map(withoutEmptyProviders)
  const tracing: Tracing = Object.assign(
    { randomSamplingPercentage: istioSamplingPercent },
    ...written,
  )
  const traced = Boolean(tracing.providers?.length) && tracing.disableSpanReporting !== true
  const logs = levels.flatMap(({ spec }) => spec.accessLogging ?? [])
  return {
    tracing: traced ? tracing : undefined,
    log: logOf(model, logs, mode),
    metrics: reportedMetrics(
      model.settings,
      levels.flatMap(({ spec }) => spec.metrics ?? []),
      mode,
    ),
  }
}

const withoutEmptyProviders = ({ providers, ...one }: Tracing): Tracing =>
  providers?.length ? { ...one, providers } : one

const isFor = (written: WorkloadMode | undefined, mode: WorkloadMode) =>
  written === undefined || written === 'CLIENT_AND_SERVER' || written === mode

function levelsOf(model: MeshModel, target: Target): readonly Resource<Telemetry>[] {
  const { rootNamespace } = model.settings
  const own = policiesFor(model.Telemetry, target, model.settings)
  const isRoot = ({ namespace }: Resource<Telemetry>) => namespace === rootNamespace
  return [
    ...own.filter((one) => isRoot(one) && !hasSelector(one.spec)),
    ...own.filter((one) => !isRoot(one) && !hasSelector(one.spec)),
    ...own.filter((one) => one.namespace === target.namespace && hasSelector(one.spec)),
  ]
}

/** The last `accessLogging` entry that applies; without any, MeshConfig decides. */
function logOf(
  { settings }: MeshModel,
  logs: readonly AccessLogging[],
  mode: WorkloadMode,
): TelemetrySettings['log'] {
  const defaultLog = { filter: undefined, fields: undefined }
  if (logs.length === 0) return settings.written.accessLogFile ? defaultLog : undefined
  let provider: string | undefined
  let log: TelemetrySettings['log']
  for (const { match, providers, disabled, filter } of logs) {
    provider = providers?.at(-1)?.name ?? provider
    if (provider === undefined || !isFor(match?.mode, mode)) continue
    const fields = fieldsOf(settings, provider)
    log = disabled ? undefined : { filter: filter?.expression, fields }
  }
  return log
}

const fieldsOf = ({ extensionProviders }: MeshModel['settings'], provider: string) =>
  extensionProviders.find(({ name }) => name === provider)?.envoyFileAccessLog?.logFormat?.labels
