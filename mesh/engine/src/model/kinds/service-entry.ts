import { z } from 'zod'
import { port } from './common.ts'
import { exportToOrNobody } from './export-to.ts'
import { refusing, unsound } from './faults.ts'
import { portName, subnet, wildDomainFault, workloadLabels } from './names.ts'
import { protocol } from './protocol.ts'
import { endpoint } from './service-entry/endpoint.ts'
import { entryFaults } from './service-entry/entry-faults.ts'

const entryHost = z
  .string()
  .superRefine(unsound((host) => (host === '*' ? 'invalid host *' : wildDomainFault(host))))

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
    exportTo: exportToOrNobody.optional(),
    subjectAltNames: z.array(z.string()).optional(),
  })
  .superRefine(refusing(entryFaults))

export type ServiceEntry = z.output<typeof serviceEntrySpec>
export type ServiceEntryPort = z.output<typeof servicePort>
