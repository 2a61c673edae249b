import { isIP } from 'node:net'
import { z } from 'zod'
import { duration } from '../../duration.ts'
import { port } from '../common.ts'
import { fqdnError } from '../names.ts'
import { reportReason, reportViolations, violationIf } from '../violations.ts'
import { clientTls } from './client-tls.ts'
import { connectionPool } from './connection-pool.ts'
import { loadBalancer } from './load-balancer.ts'
import { outlierDetection } from './outlier-detection.ts'

const settings = {
  loadBalancer: loadBalancer.optional(),
  connectionPool: connectionPool.optional(),
  outlierDetection: outlierDetection.optional(),
  tls: clientTls.optional(),
}

const portPolicy = z
  .strictObject({ port: z.strictObject({ number: port }), ...settings })
  .refine((policy) => Object.keys(policy).length > 1, {
    message: 'port traffic policy must have at least one field',
  })

const tunnel = z.strictObject({
  protocol: z.enum(['', 'CONNECT', 'POST']).optional(),
  targetHost: z
    .string()
    .superRefine(reportReason((host) => (isIP(host) > 0 ? undefined : fqdnError(host)))),
  targetPort: port,
})

const retryBudget = z.strictObject({
  percent: z.number().min(0).max(100).optional(),
  minRetryConcurrency: z.int().min(0).optional(),
  budgetInterval: duration.optional(),
})

export const trafficPolicy = z
  .strictObject({
    ...settings,
    portLevelSettings: z.array(portPolicy).optional(),
    tunnel: tunnel.optional(),
    proxyProtocol: z.strictObject({ version: z.enum(['V1', 'V2']).optional() }).optional(),
    retryBudget: retryBudget.optional(),
  })
  .superRefine(
    reportViolations((policy) => [
      ...violationIf(
        Object.keys(policy).length === 0,
        'traffic policy must have at least one field',
      ),
      ...violationIf(
        policy.tunnel !== undefined && policy.proxyProtocol !== undefined,
        'tunnel and proxyProtocol must not be set together',
      ),
    ]),
  )

export type TrafficPolicy = z.output<typeof trafficPolicy>
export type PortTrafficPolicy = z.output<typeof portPolicy>
