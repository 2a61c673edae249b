import type { MeshModel } from '@stoa/mesh/policy'
import type { Port, Workload } from './workload.ts'

type Server = MeshModel['Gateway'][number]['spec']['servers'][number]

/** The Gateways that select this proxy. */
export const gatewaysOf = (
  { Gateway }: MeshModel,
  { labels }: Pick<Workload, 'labels'>,
): MeshModel['Gateway'] =>
  Gateway.filter(({ spec }) =>
    Object.entries(spec.selector ?? {}).every(([name, value]) => labels[name] === value),
  )

/** The servers of the Gateways that select this proxy, without those that only redirect to HTTPS. */
export const serversOf = (mesh: MeshModel, workload: Pick<Workload, 'labels'>): readonly Server[] =>
  gatewaysOf(mesh, workload).flatMap(({ spec }) => openServersOf(spec))

export const openServersOf = ({ servers }: { readonly servers: readonly Server[] }) =>
  servers.filter(({ tls }) => tls?.httpsRedirect !== true)

export const isServerOf = ({ port }: Server, { number, servicePorts }: Port): boolean =>
  port.number === number || servicePorts.includes(port.number)

/** The protocol of a server after TLS termination; passed-through TLS counts as TCP. */
export const protocolOfServer = ({ port, tls }: Server): Port['protocol'] => {
  if (/^(HTTP|HTTP2|GRPC|GRPC-WEB)$/i.test(port.protocol)) return 'http'
  return /^HTTPS$/i.test(port.protocol) && !/PASSTHROUGH/.test(tls?.mode ?? '') ? 'http' : 'tcp'
}

export const isEncrypted = ({ port }: Server): boolean => /^(HTTPS|TLS)$/i.test(port.protocol)
