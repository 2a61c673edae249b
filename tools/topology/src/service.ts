import { z } from 'zod'
import {
  reservedDatabases,
  reservedEndings,
  reservedNames,
  reservedVariables,
  variablesOfNode,
  wordsOfYaml,
} from './reserved.ts'

/** Istio's sidecars listen on these. */
const istioPorts = { minimum: 15_000, maximum: 15_100 } as const
/** For clients of the broker, its servers and its monitor. */
const brokerPorts = [4222, 6222, 8222]

const isNoWordOfYaml = (value: string) => !wordsOfYaml.includes(value)
const wordOfYaml = {
  error: ({ input }: { input?: unknown }) => `Helm reads ${String(input)} as a boolean or null`,
}
const label = z
  .string()
  .regex(
    /^[a-z]([a-z0-9-]{0,29}[a-z0-9])?$/,
    'expected lower-case letters, digits and dashes, at most 31, and no dash at its end',
  )
const taken = (value: string) =>
  `${value} is the name of something else in a cluster or on the laptop`
const databaseName = label
  .refine((value) => !reservedDatabases.includes(value), {
    error: ({ input }) => taken(String(input)),
  })
  .refine(isNoWordOfYaml, wordOfYaml)
  .meta({ not: { enum: [...reservedDatabases, ...wordsOfYaml] } })
const name = label
  .refine((value) => !reservedNames.includes(value) && !reservedEndings.test(value), {
    error: ({ input }) => taken(String(input)),
  })
  .refine(isNoWordOfYaml, wordOfYaml)
  .meta({
    not: {
      anyOf: [{ enum: [...reservedNames, ...wordsOfYaml] }, { pattern: reservedEndings.source }],
    },
  })
/** As labels in Kubernetes and names in Backstage admit it. */
const owner = z
  .string()
  .regex(
    /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/,
    'expected a team such as checkout: letters, digits, dots, dashes and underscores, at most 63',
  )
  .refine(isNoWordOfYaml, wordOfYaml)
  .meta({ not: { enum: wordsOfYaml } })
const port = z
  .int()
  .min(1024)
  .max(65535)
  .refine((value) => value < istioPorts.minimum || value > istioPorts.maximum, {
    error: `expected a port that is not Istio's, which are ${istioPorts.minimum} to ${istioPorts.maximum}`,
  })
  .refine((value) => !brokerPorts.includes(value), {
    error: `expected a port that is not the broker's, which are ${brokerPorts.join(', ')}`,
  })
  .meta({ not: { anyOf: [istioPorts, { enum: brokerPorts }] } })
const subject = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/,
    'expected a subject such as order.placed, without wildcards',
  )
const operation = z
  .string()
  .regex(/^[A-Z]+ \/\S*$/, 'expected a method and a path, such as GET /v1/orders/{orderId}')
/** The key of a Secret may be as long. */
const variable = z
  .string()
  .max(253, 'expected a variable of at most 253 characters')
  .regex(/^[A-Z][A-Z0-9_]*$/, 'expected a variable such as STRIPE_URL')
  .refine((value) => !reservedVariables.includes(value), {
    error: ({ input }) => `the platform sets ${String(input)} itself`,
  })
  .refine((value) => reservedVariables.includes(value) || !variablesOfNode.test(value), {
    error: ({ input }) => `${String(input)} changes how Node itself works`,
  })
  .refine(isNoWordOfYaml, wordOfYaml)
  .meta({
    not: {
      anyOf: [
        { enum: [...reservedVariables, ...wordsOfYaml] },
        { pattern: variablesOfNode.source },
      ],
    },
  })
/** A name of DNS, as the API server and istiod admit it; no address, whose last part is a number. */
export const hostName = z
  .string()
  .max(253, 'expected a host of at most 253 characters')
  .regex(
    /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
    'expected a host such as api.stripe.com: parts of at most 63 lower-case letters, digits and dashes, and no address',
  )
const distinct = (values: readonly string[]) => new Set(values).size === values.length
const setOf = (item: z.ZodString) => z.array(item).refine(distinct, 'lists a value twice')

/** What a service may have at most in any cluster: beyond it a number is a slip. */
export const mostReplicas = 1_000

export const serviceSchema = z.strictObject({
  name,
  port,
  owner,
  database: databaseName.optional(),
  /** Reads that may be answered by a replica of the database, which shows everything that was committed this long ago. */
  replicaReads: z.strictObject({ maxLagMs: z.int().min(100).max(60_000) }).optional(),
  calls: setOf(label),
  /** Operations used of each called service; when absent, any operation of a called service is allowed. */
  asks: z.record(label, setOf(operation)).optional(),
  publishes: setOf(subject),
  consumes: setOf(subject),
  /** Stands for the outside world on the laptop: no chart deploys it, and no deployed policy trusts it. */
  development: z.literal(true).optional(),
  /** External APIs that it calls once deployed, by the variable that holds each one's address. */
  providers: z.record(variable, hostName).optional(),
  /** Variables that only a secret may hold, beside those of the database and the broker. */
  secrets: setOf(variable).optional(),
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
    /** Of the requests that clients send to the edge, whichever service they are for. */
    edgeAvailability: z.number().gt(0).lt(100).optional(),
  }),
  size: z.strictObject({
    cpu: z
      .string()
      .regex(/^[1-9](\d{0,2}|\d{0,5}m)$/, 'expected a quantity such as 200m or 1, up to 999'),
    memory: z
      .string()
      .regex(
        /^[1-9](\d{0,5}Mi|\d{0,2}Gi)$/,
        'expected a quantity such as 192Mi or 1Gi, up to 999Gi',
      ),
    replicas: z.int().min(1).max(mostReplicas),
  }),
})

export type Service = z.infer<typeof serviceSchema>

/** Whether the service connects to the broker. */
export const usesBroker = ({ publishes, consumes, monitors }: Service): boolean =>
  publishes.length + consumes.length > 0 || (monitors?.includes('broker') ?? false)

/** Whether the service connects to the database server, with a role that has the service's name. */
export const usesDatabase = ({ database, monitors }: Service): boolean =>
  database !== undefined || (monitors?.includes('database') ?? false)

/** The name of the JetStream stream with the service's messages: `order-desk` → `ORDER_DESK`. */
export const streamOf = (service: Pick<Service, 'name'>): string =>
  service.name.toUpperCase().replaceAll('-', '_')
