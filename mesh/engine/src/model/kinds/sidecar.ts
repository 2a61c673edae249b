import { z } from 'zod'
import { destination } from './destination.ts'
import { connectionPool } from './destination-rule/connection-pool.ts'
import { type Fault, fault, refusing, repeated } from './faults.ts'
import { fqdnFault, workloadLabels } from './names.ts'
import { type EgressListener, egressListener, ingressListener } from './sidecar/listeners.ts'

const outboundTrafficPolicy = z
  .strictObject({
    mode: z.enum(['REGISTRY_ONLY', 'ALLOW_ANY']).default('REGISTRY_ONLY'),
    egressProxy: destination.optional(),
  })
  .superRefine(
    refusing(({ mode, egressProxy }) => {
      if (egressProxy === undefined) return []
      if (mode !== 'ALLOW_ANY')
        return fault(
          true,
          'sidecar: egress_proxy must be set only with ALLOW_ANY outbound_traffic_policy mode',
          'egressProxy',
        )
      const message = fqdnFault(egressProxy.host)
      return [
        ...(message === undefined ? [] : [{ message, path: ['egressProxy', 'host'] }]),
        ...fault(
          egressProxy.port === undefined,
          'sidecar: egress_proxy port must be non-nil',
          'egressProxy',
        ),
      ]
    }),
  )

export const sidecarSpec = z
  .strictObject({
    workloadSelector: workloadLabels.optional(),
    ingress: z
      .array(ingressListener)
      .superRefine(
        refusing((list) =>
          fault(
            repeated(list.map(({ port }) => port.number)).length > 0,
            'sidecar: ports on IP bound listeners must be unique',
          ),
        ),
      )
      .optional(),
    egress: z.array(egressListener).superRefine(refusing(egressFaults)).optional(),
    inboundConnectionPool: connectionPool.optional(),
    outboundTrafficPolicy: outboundTrafficPolicy.optional(),
  })
  .refine(
    ({ ingress = [], egress = [], inboundConnectionPool, outboundTrafficPolicy }) =>
      ingress.length + egress.length > 0 ||
      (inboundConnectionPool ?? outboundTrafficPolicy) !== undefined,
    { message: 'sidecar: empty configuration provided' },
  )

export type Sidecar = z.output<typeof sidecarSpec>

function egressFaults(list: readonly EgressListener[]): readonly Fault[] {
  const ports = list.flatMap(({ port }) => (port && port.number > 0 ? [port.number] : []))
  const sockets = list.flatMap(({ port, bind }) => (port?.number === 0 ? [bind] : []))
  return [
    ...list.flatMap(({ port }, index) =>
      fault(
        port === undefined && index < list.length - 1,
        'sidecar: the egress listener with empty port should be the last listener in the list',
        index,
      ),
    ),
    ...fault(repeated(ports).length > 0, 'sidecar: ports on IP bound listeners must be unique'),
    ...fault(
      repeated(sockets).length > 0,
      'sidecar: unix domain socket values for listeners must be unique',
    ),
  ]
}
