import { z } from 'zod'
import { attachment } from './common.ts'
import { type PatchMatch, patchMatch } from './envoy-filter/match.ts'
import { workloadLabels } from './names.ts'
import { reportViolations, type Violation, violationIf } from './violations.ts'

const applyTo = z.enum(
  [
    'LISTENER',
    'FILTER_CHAIN',
    'NETWORK_FILTER',
    'HTTP_FILTER',
    'ROUTE_CONFIGURATION',
    'VIRTUAL_HOST',
    'HTTP_ROUTE',
    'CLUSTER',
    'EXTENSION_CONFIG',
    'BOOTSTRAP',
    'LISTENER_FILTER',
  ],
  { error: 'Envoy filter: missing applyTo' },
)

const operation = z.enum(
  [
    'MERGE',
    'ADD',
    'REMOVE',
    'INSERT_BEFORE',
    'INSERT_AFTER',
    'INSERT_FIRST',
    'REPLACE',
    'MERGE_AND_REPLACE_LIST',
  ],
  { error: 'Envoy filter: missing patch operation' },
)

const patch = z.strictObject({
  operation,
  value: z.record(z.string(), z.unknown()).optional(),
  filterClass: z.enum(['UNSPECIFIED', 'AUTHN', 'AUTHZ', 'STATS']).optional(),
})

const configPatch = z
  .strictObject({ applyTo, match: patchMatch.optional(), patch })
  .superRefine(
    reportViolations(({ applyTo: to, match, patch: { operation: how, value } }) => [
      ...violationIf(
        how !== 'REMOVE' && value === undefined,
        'Envoy filter: missing patch value for non-remove operation',
        'patch',
      ),
      ...(match === undefined ? [] : matchViolations(to, match)),
    ]),
  )

export type ConfigPatch = z.output<typeof configPatch>

const listenerClass = ['LISTENER', 'FILTER_CHAIN', 'NETWORK_FILTER', 'HTTP_FILTER']
const routeClass = ['ROUTE_CONFIGURATION', 'VIRTUAL_HOST', 'HTTP_ROUTE']
const httpManagers = [
  'envoy.filters.network.http_connection_manager',
  'envoy.http_connection_manager',
]

function matchViolations(to: string, match: PatchMatch): readonly Violation[] {
  const { listener, routeConfiguration, cluster, waypoint } = match
  const another = (own: unknown, what: string) =>
    violationIf(
      own === undefined && [listener, routeConfiguration, cluster, waypoint].some(Boolean),
      `Envoy filter: applyTo for ${what} class objects cannot have non ${what} match`,
      'match',
    )
  if (routeClass.includes(to)) return another(routeConfiguration, 'http route')
  if (to === 'CLUSTER') return another(cluster, 'cluster')
  if (!listenerClass.includes(to)) return []
  const filter = listener?.filterChain?.filter
  return [
    ...another(listener, 'listener'),
    ...(filter?.subFilter === undefined
      ? []
      : subFilterViolations(to, filter.name, filter.subFilter.name)),
  ]
}

function subFilterViolations(
  to: string,
  filter: string,
  name: string | undefined,
): readonly Violation[] {
  const at = ['match', 'listener', 'filterChain', 'filter', 'subFilter']
  if (to !== 'HTTP_FILTER')
    return violationIf(
      true,
      'Envoy filter: subfilter match can be used with applyTo HTTP_FILTER only',
      ...at,
    )
  if (!httpManagers.includes(filter))
    return violationIf(
      true,
      `Envoy filter: subfilter match requires filter match with ${httpManagers[0]}`,
      ...at,
    )
  return violationIf(!name, 'Envoy filter: subfilter match has no name to match on', ...at)
}

export const envoyFilterSpec = z.strictObject({
  workloadSelector: workloadLabels.optional(),
  targetRefs: attachment.targetRefs,
  configPatches: z.array(configPatch).default([]),
  priority: z.int().optional(),
})

export type EnvoyFilter = z.output<typeof envoyFilterSpec>
