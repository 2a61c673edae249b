import { z } from 'zod'
import { exportTo } from './export-to.ts'
import { reportViolations } from './violations.ts'
import { gatewayNames } from './virtual-service/gateway-names.ts'
import { httpRoute } from './virtual-service/http-route.ts'
import { tcpRoute, tlsRoute } from './virtual-service/tcp-route.ts'
import { virtualServiceViolations } from './virtual-service/violations.ts'

export const virtualServiceSpec = z
  .strictObject({
    /** Empty in a delegate, whose routes another VirtualService includes. */
    hosts: z.array(z.string()).default([]),
    gateways: gatewayNames.optional(),
    http: z.array(httpRoute).default([]),
    tls: z.array(tlsRoute).default([]),
    tcp: z.array(tcpRoute).default([]),
    exportTo: exportTo.optional(),
  })
  .superRefine(reportViolations(virtualServiceViolations))

export type VirtualService = z.output<typeof virtualServiceSpec>
