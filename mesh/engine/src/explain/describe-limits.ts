import type { MeshModel } from '../model/mesh-model.ts'
import { fullHost } from '../model/registry.ts'
import type { Statement } from './explanation.ts'

/** What DestinationRules say of a host: pools, ejection, balancing, TLS, a line for each part. */
export const describeLimits = (model: MeshModel, host: string): readonly Statement[] =>
  model.DestinationRule.filter(
    ({ spec, namespace }) => fullHost(spec.host, namespace) === host,
  ).flatMap(({ spec, namespace, name, locate }) =>
    Object.entries(spec.trafficPolicy ?? {}).flatMap(([part, value]) =>
      value === undefined
        ? []
        : [
            {
              text: `${namespace}/${name}: ${part} ${JSON.stringify(value)}`,
              at: locate(['spec', 'trafficPolicy', part]),
            },
          ],
    ),
  )
