import { z } from 'zod'
import { shapedAs } from './shaped-as.ts'

/** `superuser_reserved_connections`, which Postgres keeps for its superusers. */
const reserved = 3
/** Of CloudNativePG's instance manager: for its probes, for roles and databases, and for a backup. */
const ofOperator = 3
/** Of `stoa cluster verify`, to each database. */
const ofVerify = 4
/** The exporter's, which are no setting. */
const ofExporter = 2

const variableSchema = z.looseObject({ name: z.string(), value: z.string().optional() })
const containerSchema = z.looseObject({ env: z.array(variableSchema).default([]) })
const deploymentSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    replicas: z.int().optional(),
    strategy: z.looseObject({ rollingUpdate: z.looseObject({ maxSurge: z.int() }) }),
    template: z.looseObject({ spec: z.looseObject({ containers: z.array(containerSchema) }) }),
  }),
})
const scalerSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({ maxReplicas: z.int().optional(), maxReplicaCount: z.int().optional() }),
})
const postgresSchema = z.looseObject({
  cluster: z.looseObject({
    instances: z.int(),
    postgresql: z.looseObject({
      parameters: z.looseObject({ max_connections: z.coerce.number().int() }),
    }),
  }),
})

export interface Connections {
  readonly needed: number
  readonly allowed: number
}

/**
 * Those that Postgres has to take while every service has as many pods as it may have and each is upgraded, and those that it
 * takes. A pod that is being stopped keeps its own until its requests are answered: they are beside these.
 */
export function connectionsOf(objects: readonly object[], postgresValues: unknown): Connections {
  const { instances, postgresql } = shapedAs(postgresSchema, postgresValues, 'postgres').cluster
  const ofKind = (...kinds: readonly string[]) =>
    objects.filter((one) => kinds.includes((one as { kind?: string }).kind ?? ''))
  const scalers = ofKind('HorizontalPodAutoscaler', 'ScaledObject').map((one) =>
    scalerSchema.parse(one),
  )
  const ofServices = ofKind('Deployment').map((one) => {
    const { metadata, spec } = deploymentSchema.parse(one)
    const scaled = scalers.find((scaler) => scaler.metadata.name === metadata.name)?.spec
    const replicas = scaled?.maxReplicas ?? scaled?.maxReplicaCount ?? spec.replicas ?? 1
    const variables = spec.template.spec.containers.flatMap(({ env }) => env)
    return (replicas + spec.strategy.rollingUpdate.maxSurge) * ofPod(variables, instances > 1)
  })
  const ofJobs = ofKind('Job').length * (1 + ofVerify)
  const needed = ofServices.reduce((total, one) => total + one, reserved + ofOperator + ofJobs)
  return { needed, allowed: postgresql.parameters.max_connections }
}

/** A pod that reads from replicas keeps these connections while such a replica becomes the primary: they count as the primary's. */
function ofPod(variables: readonly z.infer<typeof variableSchema>[], hasReplicas: boolean): number {
  const has = (name: string) => variables.some((one) => one.name === name)
  const size = variables.find(({ name }) => name === 'DATABASE_POOL_SIZE')?.value
  const pools = has('DATABASE_READ_URL') && hasReplicas ? 2 : 1
  if (size !== undefined) return pools * Number(size)
  return has('DATABASE_URL') ? ofExporter : 0
}

export const connectionFaults = ({ needed, allowed }: Connections): string[] =>
  needed <= allowed
    ? []
    : [
        `the value cluster.postgresql.parameters.max_connections: the services may need ${needed} connections, and Postgres takes ${allowed}; raise it in <site>/postgres.yaml, or lower workload.poolSize or workload.autoscaling.maxReplicas in <site>/stoa.yaml`,
      ]
