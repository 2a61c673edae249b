import { z } from 'zod'
import { duration } from '../../duration.ts'
import { reportViolations, violationIf } from '../violations.ts'

const count = z.int().min(0)

/** `0s` disables the timeout. */
const timeoutOrNone = z.union([z.literal(['0s', '0']).transform(() => 0), duration])

export const tcpKeepalive = z.strictObject({
  probes: count.optional(),
  time: duration.optional(),
  interval: duration.optional(),
})

const tcp = z.strictObject({
  maxConnections: count.optional(),
  connectTimeout: duration.optional(),
  tcpKeepalive: tcpKeepalive.optional(),
  maxConnectionDuration: duration.optional(),
  idleTimeout: timeoutOrNone.optional(),
})

const http = z
  .strictObject({
    http1MaxPendingRequests: count.optional(),
    http2MaxRequests: count.optional(),
    maxRequestsPerConnection: count.optional(),
    maxRetries: count.optional(),
    idleTimeout: duration.optional(),
    h2UpgradePolicy: z.enum(['DEFAULT', 'DO_NOT_UPGRADE', 'UPGRADE']).optional(),
    useClientProtocol: z.boolean().optional(),
    maxConcurrentStreams: count.optional(),
    http2KeepAlive: z.strictObject({ interval: duration, timeout: duration }).optional(),
  })
  .superRefine(
    reportViolations(({ h2UpgradePolicy, useClientProtocol }) =>
      violationIf(
        h2UpgradePolicy === 'UPGRADE' && useClientProtocol === true,
        'use client protocol must not be true when H2UpgradePolicy is UPGRADE',
      ),
    ),
  )

export const connectionPool = z
  .strictObject({ tcp: tcp.optional(), http: http.optional() })
  .refine((pool) => (pool.tcp ?? pool.http) !== undefined, {
    message: 'connection pool must have at least one field',
  })

export type TcpKeepalive = z.output<typeof tcpKeepalive>
export type ConnectionPool = z.output<typeof connectionPool>
