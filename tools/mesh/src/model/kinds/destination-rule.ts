import { z } from 'zod'
import { duration } from '../duration.ts'
import { host } from './common.ts'

const count = z.int().min(0)
const percent = z.int().min(0).max(100)

const connectionPool = z.strictObject({
  tcp: z
    .strictObject({ maxConnections: count.optional(), connectTimeout: duration.optional() })
    .optional(),
  http: z
    .strictObject({
      http1MaxPendingRequests: count.optional(),
      http2MaxRequests: count.optional(),
      maxRequestsPerConnection: count.optional(),
      maxRetries: count.optional(),
      idleTimeout: duration.optional(),
      h2UpgradePolicy: z.enum(['DEFAULT', 'DO_NOT_UPGRADE', 'UPGRADE']).optional(),
    })
    .optional(),
})

const outlierDetection = z.strictObject({
  consecutive5xxErrors: count.optional(),
  consecutiveGatewayErrors: count.optional(),
  interval: duration.optional(),
  baseEjectionTime: duration.optional(),
  maxEjectionPercent: percent.optional(),
  minHealthPercent: percent.optional(),
})

const trafficPolicy = z.strictObject({
  loadBalancer: z
    .strictObject({ simple: z.enum(['LEAST_REQUEST', 'ROUND_ROBIN', 'RANDOM', 'UNSPECIFIED']) })
    .optional(),
  connectionPool: connectionPool.optional(),
  outlierDetection: outlierDetection.optional(),
  tls: z.strictObject({ mode: z.enum(['DISABLE', 'ISTIO_MUTUAL']) }).optional(),
})

export const destinationRuleSpec = z.strictObject({
  host,
  trafficPolicy: trafficPolicy.optional(),
})

export type DestinationRule = z.output<typeof destinationRuleSpec>
export type TrafficPolicy = z.output<typeof trafficPolicy>
export type ConnectionPool = z.output<typeof connectionPool>
export type OutlierDetection = z.output<typeof outlierDetection>
