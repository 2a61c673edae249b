import type { Telemetry } from '../../model/kinds/telemetry.ts'
import type { MeshModel } from '../../model/mesh-model.ts'
import { describePath, type Path } from '../../model/path.ts'
import type { Problem } from '../../model/problem.ts'
import type { Resource } from '../../model/resource.ts'
import { metricsProviders } from './metrics-settings.ts'

/** References to providers that neither MeshConfig nor the laptop defines. */
export function unknownProviders({
  Telemetry: telemetries,
  settings,
}: MeshModel): readonly Problem[] {
  const named = (has: 'opentelemetry' | 'envoyFileAccessLog') =>
    settings.extensionProviders.filter((one) => one[has] !== undefined).map(({ name }) => name)
  const spans = ['otel', ...named('opentelemetry')]
  const logs = ['envoy', ...named('envoyFileAccessLog')]
  return telemetries.flatMap((resource) => [
    ...unknownIn(resource, 'tracing', spans),
    ...unknownIn(resource, 'accessLogging', logs),
    ...unknownIn(resource, 'metrics', metricsProviders(settings)),
  ])
}

const unknownIn = (
  { spec, locate }: Resource<Telemetry>,
  field: 'tracing' | 'accessLogging' | 'metrics',
  known: readonly string[],
): readonly Problem[] =>
  (spec[field] ?? []).flatMap(({ providers = [] }, index) =>
    providers.flatMap(({ name }, which) => {
      if (known.includes(name)) return []
      const path: Path = ['spec', field, index, 'providers', which, 'name']
      const message = `unknown provider; use one of ${known.join(', ')}`
      return [{ ...locate(path), field: describePath(path), message }]
    }),
  )
