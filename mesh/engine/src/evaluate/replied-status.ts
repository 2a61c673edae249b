import { localReplyConfig, type MapperFilter } from '../model/kinds/envoy-filter/local-reply.ts'
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
  const present = new Set([...Object.keys(request.headers), ...request.tokens.flatMap(headerOf)])
  for (const [name, value] of Object.entries(headers))
    if (value === null) present.delete(name)
    else present.add(name)
  const mapper = mappersFor(model, server).find(({ filter }) => matches(filter, status, present))
  return mapper?.status_code ?? status
}

const headerOf = ({ at }: HttpRequest['tokens'][number]): readonly string[] =>
  'header' in at ? [at.header.toLowerCase()] : []

const mappersFor = (model: MeshModel, server: Server) =>
  patchesFor(model, server)
    .filter(({ patch }) => patch.applyTo === 'NETWORK_FILTER')
    .flatMap(({ patch: { patch } }) => {
      const config = patch.value?.typed_config
      const replies = isObject(config) ? config.local_reply_config : undefined
      return localReplyConfig.safeParse(replies).data?.mappers ?? []
    })

function matches(filter: MapperFilter, status: number, sent: ReadonlySet<string>): boolean {
  if ('and_filter' in filter)
    return filter.and_filter.filters.every((one) => matches(one, status, sent))
  if ('header_filter' in filter) {
    const { name, present_match: wanted, invert_match: inverted } = filter.header_filter.header
    return (sent.has(name.toLowerCase()) === wanted) !== inverted
  }
  const { op, value } = filter.status_code_filter.comparison
  const bound = value.default_value
  return { EQ: status === bound, NE: status !== bound, GE: status >= bound, LE: status <= bound }[
    op
  ]
}
