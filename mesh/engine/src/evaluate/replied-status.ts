import {
  type HeaderMatch,
  localReplyConfig,
  type MapperFilter,
} from '../model/kinds/envoy-filter/local-reply.ts'
import type { MeshModel } from '../model/mesh-model.ts'
import { isObject } from '../model/objects.ts'
import { patchesFor } from '../model/patches-for.ts'
import type { HttpRequest, Server } from './access-request.ts'
import type { Verdict } from './verdict.ts'

/**
 * The status of the response to a request that a server's proxy refuses: that of the verdict, which
 * follows from Istio's policies, unless an EnvoyFilter maps it to another one.
 */
export function repliedStatus(
  model: MeshModel,
  server: Server,
  request: HttpRequest,
  { status = 403, headers }: Pick<Verdict, 'status' | 'headers'>,
): number {
  const sent = new Map([...Object.entries(request.headers), ...request.tokens.flatMap(headerOf)])
  for (const [name, value] of Object.entries(headers))
    if (value === null) sent.delete(name)
    else sent.set(name, value)
  const mapper = mappersFor(model, server).find(({ filter }) => matches(filter, status, sent))
  return mapper?.status_code ?? status
}

/** The header of a token, as far as a filter tells it from another. */
const headerOf = ({ at }: HttpRequest['tokens'][number]): readonly (readonly [string, string])[] =>
  'header' in at ? [[at.header.toLowerCase(), `${at.prefix ?? ''}token`]] : []

const mappersFor = (model: MeshModel, server: Server) =>
  patchesFor(model, server)
    .filter(({ patch }) => patch.applyTo === 'NETWORK_FILTER')
    .flatMap(({ patch: { patch } }) => {
      const config = patch.value?.typed_config
      const replies = isObject(config) ? config.local_reply_config : undefined
      return localReplyConfig.safeParse(replies).data?.mappers ?? []
    })

type Headers = ReadonlyMap<string, string>

function matches(filter: MapperFilter, status: number, sent: Headers): boolean {
  if ('and_filter' in filter)
    return filter.and_filter.filters.every((one) => matches(one, status, sent))
  if ('header_filter' in filter) return matchesHeader(filter.header_filter.header, sent)
  const { op, value } = filter.status_code_filter.comparison
  const bound = value.default_value
  return { EQ: status === bound, NE: status !== bound, GE: status >= bound, LE: status <= bound }[
    op
  ]
}

/** Envoy finds no match in a header that is missing, also inverted, unless it is told to take it for an empty one. */
function matchesHeader(header: HeaderMatch, sent: Headers): boolean {
  const value = sent.get(header.name.toLowerCase())
  if ('present_match' in header)
    return ((value !== undefined) === header.present_match) !== header.invert_match
  if (value === undefined && !header.treat_missing_header_as_empty) return false
  return (value ?? '').startsWith(header.string_match.prefix) !== header.invert_match
}
