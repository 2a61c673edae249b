import type { Gateway, GatewayServer } from '../../model/kinds/gateway.ts'
import { isHttp, isTls } from '../../model/kinds/protocol.ts'
import { describePath } from '../../model/path.ts'
import { MeshError, type Problem } from '../../model/problem.ts'
import type { Resource } from '../../model/resource.ts'
import { hasLabels } from '../../model/select.ts'
import type { Workload } from '../../model/workload.ts'
import type { Scope } from '../scope.ts'

/** A server of a Gateway, bound to a port of the workload. */
export interface BoundServer {
  readonly gateway: Resource<Gateway>
  /** `namespace/name` of the Gateway. */
  readonly key: string
  /** Index in the Gateway's `servers`. */
  readonly index: number
  readonly server: GatewayServer
  /** The port that the proxy listens on. */
  readonly port: number
  readonly kind: 'http' | 'https' | 'tls' | 'tcp'
  /** Name of its route table; the plain HTTP servers of a port share one. */
  readonly routeName: string
}

/**
 * The servers of all Gateways that select the workload, in the order of their files. Throws
 * MeshError.
 */
export function serversOf(scope: Scope): readonly BoundServer[] {
  const servers = allServers(scope)
  const problems = duplicateHosts(servers)
  if (problems.length > 0) throw new MeshError(problems)
  return servers
}

function allServers(scope: Scope): readonly BoundServer[] {
  const { model, workload } = scope
  const gateways = model.Gateway.filter(({ spec }) =>
    hasLabels(workload, Object.entries(spec.selector)),
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

/** Servers with TLS are selected by SNI, so two servers of a port cannot have the same host. */
const duplicateHosts = (servers: readonly BoundServer[]): readonly Problem[] =>
  servers.flatMap(({ server, gateway, index, port, kind }, position) =>
    server.hosts.flatMap((host, which) => {
      const earlier = servers
        .slice(0, position)
        .find((one) => one.port === port && one.server.hosts.map(hostPart).includes(hostPart(host)))
      if (earlier === undefined || kind === 'http' || kind === 'tcp') return []
      const path = ['spec', 'servers', index, 'hosts', which]
      const { file, line } = earlier.gateway.locate(['spec', 'servers', earlier.index])
      const message = `${hostPart(host)} is already served at this port by ${file}:${line}`
      return [{ ...gateway.locate(path), field: describePath(path), message }]
    }),
  )

/**
 * The port that a gateway listens on for a port of a Gateway. A single port is always the inbound
 * port.
 */
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
  const message = 'no local port is reserved for it; add it to the gatewayPorts of the workload'
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

/** The host in `namespace/host` or `host`. */
export const hostPart = (written: string): string => written.split('/').at(-1) ?? written

/**
 * Whether a server accepts routes from a namespace for one of its hosts (`host`, `namespace/host`).
 */
export function acceptsNamespace(written: string, owner: string, namespace: string): boolean {
  if (!written.includes('/')) return true
  const [from] = written.split('/')
  return from === '*' || (from === '.' ? owner : from) === namespace
}
