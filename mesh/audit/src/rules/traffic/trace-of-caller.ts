import {
  earlyHeaderMutationExtensions,
  type Gateway,
  isObject,
  type MeshModel,
  patchesFor,
  traceHeaders,
} from '@stoa/mesh/policy'
import { gatewaysOf, openServersOf, protocolOfServer } from '../../context/gateway-servers.ts'
import { keyOf, type Workload } from '../../context/workload.ts'
import { fact, type Rule, resultAt } from '../rule.ts'

export const traceOfCaller: Rule = {
  code: 'STOA714',
  severity: 'warning',
  summary: 'A caller from outside decides on traces',
  why: 'The caller chooses the trace of its requests and whether they are sampled: it can have every request sampled, hide its own, or mix spans into the trace of another. Services send its baggage on to each other.',
  fix: 'Merge `early_header_mutation_extensions` into the connection manager of the gateway by an EnvoyFilter, with `envoy.http.early_header_mutation.header_mutation` and a `remove` for each of the headers. Filters and routes remove them too late, because Envoy starts the span before them.',
  check: ({ mesh, inventory }) =>
    inventory.workloads
      .filter(({ kind }) => kind === 'gateway')
      .flatMap((workload) => {
        const gateway = gatewaysOf(mesh, workload).find(({ spec }) => isOpenToOutside(spec))
        const kept = headersKept(mesh, workload)
        if (gateway === undefined || kept.length === 0) return []
        const message = `${keyOf(workload)} takes ${kept.join(', ')} from callers`
        const evidence = fact(`a request with the header ${kept[0]} reaches its service with it`)
        return [resultAt(gateway, ['spec', 'servers'], message, { evidence })]
      }),
}

/** Callers of a server with the mesh's own certificates are workloads of the mesh. */
const isOpenToOutside = (spec: Gateway): boolean =>
  openServersOf(spec).some(
    (server) => protocolOfServer(server) === 'http' && server.tls?.mode !== 'ISTIO_MUTUAL',
  )

function headersKept(mesh: MeshModel, workload: Workload): readonly string[] {
  const removed = patchesFor(mesh, workload)
    .filter(({ patch }) => patch.applyTo === 'NETWORK_FILTER' && patch.patch.operation === 'MERGE')
    .flatMap(({ patch: { patch } }) => {
      const config = patch.value?.typed_config
      const extensions = isObject(config) ? config.early_header_mutation_extensions : undefined
      return earlyHeaderMutationExtensions.safeParse(extensions).data ?? []
    })
    .flatMap(({ typed_config: { mutations } }) => mutations.map(({ remove }) => remove))
  return traceHeaders.filter((header) => !removed.includes(header))
}
