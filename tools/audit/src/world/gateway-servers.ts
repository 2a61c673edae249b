import type { MeshModel } from '@stoa/mesh/policy'
import type { Port, Workload } from './workload.ts'

type Server = MeshModel['Gateway'][number]['spec']['servers'][number]

/** The servers of the Gateways that choose this proxy. */
export const serversOf = (
  { Gateway }: MeshModel,
  { labels }: Pick<Workload, 'labels'>,
): readonly Server[] =>
  Gateway.filter(({ spec }) =>
    Object.entries(spec.selector ?? {}).every(([name, value]) => labels[name] === value),
  ).flatMap(({ spec }) => spec.servers)

export const isServerOf = ({ port }: Server, { number, servicePorts }: Port): boolean =>
  port.number === number || servicePorts.includes(port.number)

/** What a server speaks once it has taken the TLS off; what it hands on unread is TCP. */
export const protocolOfServer = ({ port, tls }: Server): Port['protocol'] =>
  /^(TCP|TLS|MONGO|MYSQL|REDIS)$/i.test(port.protocol) || /PASSTHROUGH/.test(tls?.mode ?? '')
    ? 'tcp'
    : 'http'
