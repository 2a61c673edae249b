import type { Gateway, GatewayServer } from '../../model/kinds/gateway.ts'
import { isHttp, isTls } from '../../model/kinds/protocol.ts'
import { describePath } from '../../model/path.ts'
import { MeshError, type Problem } from '../../model/problem.ts'
import type { Resource } from '../../model/resource.ts'
import { carries } from '../../model/select.ts'
import type { Workload } from '../../model/workload.ts'
import type { Scope } from '../scope.ts'

/** One server of one Gateway, and what its listener does with a connection. */
export interface BoundServer {
  readonly gateway: Resource<Gateway>
  /** `namespace/name` of the Gateway. */
  readonly key: string
  /** Which of the Gateway's servers it is. */
  readonly index: number
  readonly server: GatewayServer
  /** Where this machine listens for it. */
  readonly port: number
  readonly kind: 'http' | 'https' | 'tls' | 'tcp'
  /** Names its routes; plain HTTP servers of one port share theirs. */
  readonly routeName: string
}

/** The servers of all Gateways that select the workload, in the order of their files. */
export function serversOf(scope: Scope): readonly BoundServer[] {
  const servers = allServers(scope)
  const problems = duplicateHosts(servers)
  if (problems.length > 0) throw new MeshError(problems)
  return servers
}

function allServers(scope: Scope): readonly BoundServer[] {
  const { model, workload } = scope
  const gateways = model.Gateway.filter(({ spec }) =>
    carries(workload, Object.entries(spec.selector)),
  )
  const numbers = new Set(
    gateways.flatMap(({ spec }) => spec.servers.map(({ port }) => port.number)),
  )
  return gateways.flatMap((gateway) =>
    gateway.spec.servers.map((server, index) => {
      const port = portOf(workload, server.port.number, numbers)
      if (port === undefined) throw noPort(gateway, index)
      const kind = kindOf(server)
      const key = `${gateway.namespace}/${gateway.name}`
      const { number, name } = server.port
      const routeName =
        kind === 'http'
          ? `http.${number}`
          : `https.${number}.${name}.${gateway.name}.${gateway.namespace}`
      return { gateway, key, index, server, port, kind, routeName }
    }),
  )
}

/** TLS goes by the name that a client asks for: two servers of a port cannot have the same. */
const duplicateHosts = (servers: readonly BoundServer[]): readonly Problem[] =>
  servers.flatMap(({ server, gateway, index, port, kind }, position) =>
    server.hosts.flatMap((host, which) => {
      const earlier = servers
        .slice(0, position)
        .find((one) => one.port === port && one.server.hosts.map(hostPart).includes(hostPart(host)))
      if (earlier === undefined || kind === 'http' || kind === 'tcp') return []
      const path = ['spec', 'servers', index, 'hosts', which]
      const { file, line } = earlier.gateway.locate(['spec', 'servers', earlier.index])
      const message = `${hostPart(host)} is served at this port by ${file}:${line}`
      return [{ ...gateway.locate(path), field: describePath(path), message }]
    }),
  )

/** Where a gateway listens for a port of a Gateway; with one port only that is its inbound one. */
function portOf(
  { inbound, gatewayPorts = [] }: Workload,
  number: number,
  all: ReadonlySet<number>,
): number | undefined {
  const given = gatewayPorts.find((one) => one.number === number)
  if (given !== undefined) return given.port
  return all.size === 1 || number === inbound.servicePort ? inbound.port : undefined
}

function noPort(gateway: Resource<Gateway>, index: number): MeshError {
  const path = ['spec', 'servers', index, 'port', 'number']
  const message = 'no port of this machine is set aside for it'
  return new MeshError([
    { ...gateway.locate(path), field: `spec.servers[${index}].port.number`, message },
  ])
}

function kindOf({ port, tls }: GatewayServer): BoundServer['kind'] {
  if (isHttp(port.protocol)) return 'http'
  if (!isTls(port.protocol)) return 'tcp'
  if (tls?.mode === 'PASSTHROUGH') return 'tls'
  return port.protocol.toUpperCase() === 'HTTPS' ? 'https' : 'tcp'
}

/** A host as a server names it, apart from the namespace before it. */
export const hostPart = (written: string): string => written.split('/').at(-1) ?? written

/** Whether a server takes routes of a namespace under a host it names. */
export function acceptsNamespace(written: string, owner: string, namespace: string): boolean {
  if (!written.includes('/')) return true
  const [from] = written.split('/')
  return from === '*' || (from === '.' ? owner : from) === namespace
}
