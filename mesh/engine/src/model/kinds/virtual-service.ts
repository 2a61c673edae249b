import { z } from 'zod'
import { exportTo } from './export-to.ts'
import { refusing } from './faults.ts'
import { gatewayNames } from './virtual-service/gateway-names.ts'
import { virtualServiceFaults } from './virtual-service/host-faults.ts'
import { httpRoute } from './virtual-service/http-route.ts'
import { tcpRoute, tlsRoute } from './virtual-service/tcp-route.ts'

export const virtualServiceSpec = z
  .strictObject({
    /** None in a delegate, whose routes another VirtualService takes in. */
    hosts: z.array(z.string()).default([]),
    gateways: gatewayNames.optional(),
    http: z.array(httpRoute).default([]),
    tls: z.array(tlsRoute).default([]),
    tcp: z.array(tcpRoute).default([]),
    exportTo: exportTo.optional(),
  })
  .superRefine(refusing(virtualServiceFaults))

export type VirtualService = z.output<typeof virtualServiceSpec>
