import { earlyHeaderMutationExtensions } from '../../model/kinds/envoy-filter/early-header-mutation.ts'
import { headerLimits } from '../../model/kinds/envoy-filter/header-limits.ts'
import { localReplyConfig } from '../../model/kinds/envoy-filter/local-reply.ts'
import type { ConfigPatch, EnvoyFilter } from '../../model/kinds/envoy-filter.ts'
import { type Violation, violationIf } from '../../model/kinds/violations.ts'
import { isObject } from '../../model/objects.ts'
import { describePath } from '../../model/path.ts'
import type { Problem } from '../../model/problem.ts'
import type { Resource } from '../../model/resource.ts'
import { filterTypes, unwrapped } from './filter-config.ts'
import { rateLimitViolations } from './rate-limit-violations.ts'
import { schemaViolations } from './schema-violations.ts'

const manager = 'envoy.filters.network.http_connection_manager'
const managerType = `type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager`

/**
 * Every patch other than the supported ones: local rate limits, buffer limits, header mutations,
 * limits of headers, local replies and the early removal of trace headers.
 */
export const unsupportedPatches = (filters: readonly Resource<EnvoyFilter>[]): readonly Problem[] =>
  filters.flatMap(({ spec, locate }) => {
    const violations = spec.configPatches.flatMap((patch, index) =>
      patchViolations(patch).map((one) => ({
        ...one,
        path: ['spec', 'configPatches', index, ...one.path],
      })),
    )
    return violations.map(({ message, path }) => ({
      ...locate(path),
      field: describePath(path),
      message,
    }))
  })

const patchViolations = (patch: ConfigPatch): readonly Violation[] => [
  ...violationIf(patch.match === undefined, 'must be SIDECAR_INBOUND or GATEWAY', 'match'),
  ...(patch.applyTo === 'HTTP_FILTER' ? insertViolations(patch) : []),
  ...(patch.applyTo === 'HTTP_ROUTE' ? mergeViolations(patch) : []),
  ...(patch.applyTo === 'NETWORK_FILTER' ? managerViolations(patch) : []),
]

const value = ['patch', 'value']

function insertViolations({ match, patch }: ConfigPatch): readonly Violation[] {
  const { operation, value: written = {} } = patch
  const listener = match?.listener
  const filter = listener?.filterChain?.filter
  const { name, typed_config: config } = written
  const where = ['match', 'listener']
  return [
    ...violationIf(
      operation !== 'INSERT_BEFORE' && operation !== 'INSERT_FIRST',
      'only INSERT_BEFORE and INSERT_FIRST of a filter are supported',
      ...['patch', 'operation'],
    ),
    ...violationIf(
      filter === undefined || filter.name !== manager,
      `must match the filter ${manager}`,
      ...where,
    ),
    ...violationIf(
      filter?.subFilter !== undefined && filter.subFilter.name !== 'envoy.filters.http.router',
      'only envoy.filters.http.router is supported',
      ...[...where, 'filterChain', 'filter', 'subFilter'],
    ),
    ...(typeof name === 'string' && name in filterTypes
      ? filterConfigViolations(name, config, 0, [...value, 'typed_config'])
      : violationIf(
          true,
          `must be one of ${Object.keys(filterTypes).join(', ')}`,
          ...value,
          'name',
        )),
  ]
}

/** Istio merges any fields into the connection manager; the compiler supports a few of them. */
function managerViolations({ match, patch }: ConfigPatch): readonly Violation[] {
  const { name, typed_config: config, ...others } = patch.value ?? {}
  const at = [...value, 'typed_config']
  const {
    '@type': type,
    local_reply_config: replies = {},
    early_header_mutation_extensions: extensions = [],
    common_http_protocol_options,
    max_request_headers_kb,
    ...rest
  } = isObject(config) ? config : {}
  return [
    ...violationIf(
      patch.operation !== 'MERGE',
      'only MERGE into the connection manager is supported',
      ...['patch', 'operation'],
    ),
    ...violationIf(
      match?.listener?.filterChain?.filter?.name !== manager,
      `must match the filter ${manager}`,
      ...['match', 'listener'],
    ),
    ...violationIf(name !== undefined && name !== manager, `must be ${manager}`, ...value, 'name'),
    ...otherKeys(others, [], value),
    ...violationIf(type !== managerType, `@type must be ${managerType}`, ...at),
    ...otherKeys(rest, [], at),
    ...schemaViolations(headerLimits, { common_http_protocol_options, max_request_headers_kb }, at),
    ...schemaViolations(localReplyConfig, replies, [...at, 'local_reply_config']),
    ...schemaViolations(earlyHeaderMutationExtensions, extensions, [
      ...at,
      'early_header_mutation_extensions',
    ]),
  ]
}

function mergeViolations({ patch }: ConfigPatch): readonly Violation[] {
  const { typed_per_filter_config: settings, route } = patch.value ?? {}
  const per = [...value, 'typed_per_filter_config']
  return [
    ...violationIf(
      patch.operation !== 'MERGE',
      'only MERGE into a route is supported',
      'patch',
      'operation',
    ),
    ...(isObject(route) ? otherKeys(route, ['rate_limits'], [...value, 'route']) : []),
    ...(isObject(settings)
      ? Object.entries(settings).flatMap(([name, config]) =>
          name in filterTypes
            ? filterConfigViolations(name, config, -1, [...per, name])
            : violationIf(
                true,
                `must be one of ${Object.keys(filterTypes).join(', ')}`,
                ...per,
                name,
              ),
        )
      : []),
  ]
}

/** `which` selects the expected message type in `filterTypes`: 0 for a listener, -1 for a route. */
function filterConfigViolations(
  name: string,
  config: unknown,
  which: number,
  path: readonly string[],
): readonly Violation[] {
  if (!isObject(config)) return violationIf(true, 'is required', ...path)
  const { '@type': type, ...fields } = unwrapped(config)
  const wanted = filterTypes[name]?.at(which)
  return [
    ...violationIf(type !== wanted, `@type must be ${wanted}, or a TypedStruct of it`, ...path),
    ...(name.endsWith('local_ratelimit') ? rateLimitViolations(fields, path) : []),
  ]
}

const otherKeys = (written: object, known: readonly string[], path: readonly string[]) =>
  Object.keys(written)
    .filter((key) => !known.includes(key))
    .flatMap((key) => violationIf(true, 'is not supported', ...path, key))
