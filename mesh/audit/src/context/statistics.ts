import { metricsServicePort } from '@stoa/mesh/policy'
import type { Port, Workload } from './workload.ts'

/** The port at which a proxy of this platform offers its statistics. */
export const statisticsPort: Port = {
  number: metricsServicePort,
  protocol: 'http',
  servicePorts: [],
}
export const statisticsRequest = { method: 'GET', path: '/stats/prometheus' } as const

export const isStatistics = ({ port }: { readonly port: Pick<Port, 'number'> }): boolean =>
  port.number === metricsServicePort

/** Whether external clients connect here. A gateway's statistics need a certificate, as a sidecar's port does. */
export const isGatewayPort = ({
  workload,
  port,
}: {
  readonly workload: Pick<Workload, 'kind'>
  readonly port: Pick<Port, 'number'>
}): boolean => workload.kind === 'gateway' && !isStatistics({ port })

export const withStatistics = (workload: Workload): Workload => ({
  ...workload,
  ports: [...workload.ports, statisticsPort],
})
