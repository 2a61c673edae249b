import {
  type ConfigPatch,
  earlyHeaderMutationExtensions,
  headerLimits,
  isObject,
  localReplyConfig,
  traceHeaders,
} from '@stoa/mesh/policy'
import { fact, type Rule, resultAt } from '../rule.ts'

/** Filters that an EnvoyFilter may insert: they refuse requests, change headers of responses or remove those that trace requests. */
const insertable = /^envoy\.filters\.http\.(local_ratelimit|buffer|header_mutation)$/

export const envoyFilterExceeds: Rule = {
  code: 'STOA713',
  severity: 'error',
  summary: 'An EnvoyFilter changes more than limits, response headers and error bodies',
  why: 'A raw patch can remove the filters that check identities and tokens, forge the headers that carry them, or turn a refusal into a success, and no other rule of this audit sees it.',
  fix: 'Use the Istio resource for it; in an EnvoyFilter, only insert local rate limits, buffers, changes to response headers and the removal of trace headers, merge limits into routes, or merge into the connection manager limits of headers, `local_reply_config` with error statuses and the early removal of trace headers.',
  check: ({ mesh }) =>
    mesh.EnvoyFilter.flatMap((filter) =>
      filter.spec.configPatches.flatMap((patch, index) => {
        const excess = excessOf(patch)
        if (excess === undefined) return []
        const path = ['spec', 'configPatches', index]
        const evidence = fact(`Istio applies the patch to ${patch.applyTo} as it is written`)
        return [resultAt(filter, path, excess, { evidence })]
      }),
    ),
}

/** What a patch changes beyond what is known to be harmless. */
function excessOf({ applyTo, patch }: ConfigPatch): string | undefined {
  const operation = `${patch.operation} of ${applyTo}`
  const value = patch.value ?? {}
  if (applyTo === 'HTTP_FILTER' && patch.operation.startsWith('INSERT_')) return insertedBy(value)
  if (applyTo === 'HTTP_ROUTE' && patch.operation === 'MERGE') return mergedIntoRoute(value)
  if (applyTo === 'NETWORK_FILTER' && patch.operation === 'MERGE') return mergedIntoManager(value)
  return `applies ${operation}`
}

type Value = Readonly<Record<string, unknown>>

function insertedBy({ name, typed_config: config }: Value): string | undefined {
  if (!insertable.test(String(name))) return `inserts the filter ${name}`
  return JSON.stringify(config ?? {}, withoutRemovals).includes('"request_mutations"')
    ? 'changes headers of requests'
    : undefined
}

const removable: readonly unknown[] = traceHeaders

/** Leaves out the removal of such headers. */
const withoutRemovals = (key: string, value: unknown) =>
  key === 'request_mutations' && Array.isArray(value) && value.every(removesTracing)
    ? undefined
    : value

const removesTracing = (mutation: unknown) =>
  isObject(mutation) && Object.keys(mutation).length === 1 && removable.includes(mutation.remove)

function mergedIntoRoute({ route, typed_per_filter_config: settings, ...rest }: Value) {
  const inRoute = isObject(route) ? Object.keys(route).filter((key) => key !== 'rate_limits') : []
  const ofFilters = isObject(settings)
    ? Object.keys(settings).filter((name) => !insertable.test(name))
    : []
  const [first] = [...Object.keys(rest), ...inRoute, ...ofFilters]
  return first === undefined ? undefined : `merges ${first} into routes`
}

function mergedIntoManager({ name, typed_config: config, ...others }: Value): string | undefined {
  const {
    '@type': _,
    local_reply_config: replies = {},
    early_header_mutation_extensions: extensions = [],
    common_http_protocol_options,
    max_request_headers_kb,
    ...rest
  } = isObject(config) ? config : {}
  const [first] = [...Object.keys(others), ...Object.keys(rest)]
  if (first !== undefined) return `merges ${first} into ${name ?? 'a network filter'}`
  const limits = { common_http_protocol_options, max_request_headers_kb }
  const limit = headerLimits.safeParse(limits).error?.issues[0]
  if (limit) return `merges unknown limits: ${limit.path.join('.')}: ${limit.message}`
  const reply = localReplyConfig.safeParse(replies).error?.issues[0]
  if (reply) return `merges unknown local replies: ${reply.path.join('.')}: ${reply.message}`
  const early = earlyHeaderMutationExtensions.safeParse(extensions).error?.issues[0]
  return early && `changes requests early: ${early.path.join('.')}: ${early.message}`
}
