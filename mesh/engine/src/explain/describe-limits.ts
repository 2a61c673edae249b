import type { MeshModel } from '../model/mesh-model.ts'
import { fullHost } from '../model/registry.ts'
import type { Statement } from './explanation.ts'

/** The traffic policies of a host's DestinationRules, one statement per part. */
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
