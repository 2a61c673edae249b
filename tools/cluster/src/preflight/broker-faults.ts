import { z } from 'zod'
import { shapedAs } from './shaped-as.ts'

/** The defaults are those of the chart `nats`. */
const natsSchema = z.looseObject({
  config: z
    .looseObject({
      cluster: z
        .looseObject({ enabled: z.boolean().default(false), replicas: z.int().default(3) })
        .prefault({}),
    })
    .prefault({}),
})
const copiesSchema = z
  .looseObject({
    workload: z.looseObject({ streamReplicas: z.int().default(1) }).prefault({}),
  })
  .prefault({})
const stoaSchema = copiesSchema.unwrap().extend({
  services: z.record(z.string(), copiesSchema).default({}),
})

/** Each copy of a stream is on a server of its own. */
export function brokerFaults(natsValues: unknown, stoaValues: unknown): string[] {
  const { cluster } = shapedAs(natsSchema, natsValues, 'nats').config
  const { services, ...shared } = shapedAs(stoaSchema, stoaValues, 'stoa')
  const of = ({ workload }: z.infer<typeof copiesSchema>) => workload.streamReplicas
  const copies = Math.max(of(shared), ...Object.values(services).map(of))
  const servers = cluster.enabled ? cluster.replicas : 1
  return copies <= servers
    ? []
    : [
        `the value config.cluster: the streams have ${copies} copies, and NATS has ${servers} ${servers === 1 ? 'server' : 'servers'} to keep them; set config.cluster.enabled and config.cluster.replicas in <site>/nats.yaml, or lower workload.streamReplicas in <site>/stoa.yaml`,
      ]
}
