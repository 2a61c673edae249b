import { z } from 'zod'
import { destination } from './destination.ts'
import { connectionPool } from './destination-rule/connection-pool.ts'
import { fqdnError, workloadLabels } from './names.ts'
import { type EgressListener, egressListener, ingressListener } from './sidecar/listeners.ts'
import { duplicates, reportViolations, type Violation, violationIf } from './violations.ts'

const outboundTrafficPolicy = z
  .strictObject({
    mode: z.enum(['REGISTRY_ONLY', 'ALLOW_ANY']).default('REGISTRY_ONLY'),
    egressProxy: destination.optional(),
  })
  .superRefine(
    reportViolations(({ mode, egressProxy }) => {
      if (egressProxy === undefined) return []
      if (mode !== 'ALLOW_ANY')
        return violationIf(
          true,
          'sidecar: egress_proxy must be set only with ALLOW_ANY outbound_traffic_policy mode',
          'egressProxy',
        )
      const message = fqdnError(egressProxy.host)
      return [
        ...(message === undefined ? [] : [{ message, path: ['egressProxy', 'host'] }]),
        ...violationIf(
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
        reportViolations((list) =>
          violationIf(
            duplicates(list.map(({ port }) => port.number)).length > 0,
            'sidecar: ports on IP bound listeners must be unique',
          ),
        ),
      )
      .optional(),
    egress: z.array(egressListener).superRefine(reportViolations(egressViolations)).optional(),
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

function egressViolations(list: readonly EgressListener[]): readonly Violation[] {
  const ports = list.flatMap(({ port }) => (port && port.number > 0 ? [port.number] : []))
  const sockets = list.flatMap(({ port, bind }) => (port?.number === 0 ? [bind] : []))
  return [
    ...list.flatMap(({ port }, index) =>
      violationIf(
        port === undefined && index < list.length - 1,
        'sidecar: the egress listener with empty port should be the last listener in the list',
        index,
      ),
    ),
    ...violationIf(
      duplicates(ports).length > 0,
      'sidecar: ports on IP bound listeners must be unique',
    ),
    ...violationIf(
      duplicates(sockets).length > 0,
      'sidecar: unix domain socket values for listeners must be unique',
    ),
  ]
}
