import { z } from 'zod'
import { port } from '../common.ts'
import { instanceLabels, portName } from '../names.ts'

export const endpoint = z.strictObject({
  address: z.string().optional(),
  ports: z.record(portName, port).optional(),
  labels: instanceLabels.optional(),
  network: z.string().optional(),
  locality: z.string().optional(),
  weight: z.int().min(0).optional(),
  serviceAccount: z.string().optional(),
})

export type Endpoint = z.output<typeof endpoint>
