import { z } from 'zod'
import { port } from './common.ts'
import { exportToOrNone } from './export-to.ts'
import { portName, subnet, wildcardDomainError, workloadLabels } from './names.ts'
import { protocol } from './protocol.ts'
import { endpoint } from './service-entry/endpoint.ts'
import { serviceEntryViolations } from './service-entry/violations.ts'
import { reportReason, reportViolations } from './violations.ts'

const entryHost = z
  .string()
  .superRefine(
    reportReason((host) => (host === '*' ? 'invalid host *' : wildcardDomainError(host))),
  )

const servicePort = z.strictObject({
  number: port,
  protocol: protocol.optional(),
  name: portName,
  targetPort: port.optional(),
})

export const serviceEntrySpec = z
  .strictObject({
    hosts: z.array(entryHost).min(1, 'service entry must have at least one host'),
    addresses: z.array(subnet).optional(),
    ports: z.array(servicePort).default([]),
    location: z.enum(['MESH_EXTERNAL', 'MESH_INTERNAL']).default('MESH_EXTERNAL'),
    resolution: z.enum(['NONE', 'STATIC', 'DNS', 'DNS_ROUND_ROBIN', 'DYNAMIC_DNS']).default('NONE'),
    endpoints: z.array(endpoint).optional(),
    workloadSelector: workloadLabels.optional(),
    exportTo: exportToOrNone.optional(),
    subjectAltNames: z.array(z.string()).optional(),
  })
  .superRefine(reportViolations(serviceEntryViolations))

export type ServiceEntry = z.output<typeof serviceEntrySpec>
export type ServiceEntryPort = z.output<typeof servicePort>
