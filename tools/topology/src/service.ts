import { z } from 'zod'

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}$/, 'expected lower-case letters, digits and dashes, at most 31')
const subject = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/,
    'expected a subject such as order.placed, without wildcards',
  )
const operation = z
  .string()
  .regex(/^[A-Z]+ \/\S*$/, 'expected a method and a path, such as GET /v1/orders/{orderId}')
const distinct = (values: readonly string[]) => new Set(values).size === values.length
const setOf = (item: z.ZodString) => z.array(item).refine(distinct, 'lists a value twice')

export const serviceSchema = z.strictObject({
  name,
  port: z.int().min(1024).max(65535),
  owner: z.string().min(1),
  database: name.optional(),
  calls: setOf(name),
  /** Operations used of each called service; when absent, any operation of a called service is allowed. */
  asks: z.record(name, setOf(operation)).optional(),
  publishes: setOf(subject),
  consumes: setOf(subject),
  /** Part of observability: left out where metrics are (`npm start -- --no-metrics`), and needed by no other service. */
  observability: z.literal(true).optional(),
  /** Reads the statistics of the broker's server, or of the database server, and nothing else there. */
  monitors: z.array(z.enum(['broker', 'database'])).optional(),
  slo: z.strictObject({
    availability: z.number().gt(0).lt(100),
    acceptMsP99: z.number().positive().optional(),
    confirmMsP99: z.number().positive().optional(),
    answerMsP99: z.number().positive().optional(),
    handleMsP99: z.number().positive().optional(),
  }),
  size: z.strictObject({
    cpu: z.string().regex(/^\d+m?$/),
    memory: z.string().regex(/^\d+(Mi|Gi)$/),
    replicas: z.int().min(1),
  }),
})

export type Service = z.infer<typeof serviceSchema>

/** Whether the service connects to the broker. */
export const usesBroker = ({ publishes, consumes, monitors }: Service): boolean =>
  publishes.length + consumes.length > 0 || (monitors?.includes('broker') ?? false)

/** The name of the JetStream stream with the service's messages: `order-desk` → `ORDER_DESK`. */
export const streamOf = (service: Pick<Service, 'name'>): string =>
  service.name.toUpperCase().replaceAll('-', '_')
