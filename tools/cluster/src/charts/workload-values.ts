import { mostReplicas } from '@stoa/topology'
import { z } from 'zod'
import {
  furtherLabels,
  imagePrefix,
  labels,
  labelValue,
  namespace,
  objectName,
  objectNameOrEmpty,
  taintKey,
} from './kubernetes-names.ts'

/** In the label app.kubernetes.io/name, by which a policy finds pods. */
const podName = labelValue.min(1)
const peers = z.strictObject({ namespace, labels })
const url = z.string().regex(/^https?:\/\/[a-z0-9.-]+(:\d+)?(\/\S*)?$/)
const replicas = z.int().min(1).max(mostReplicas)
const seconds = z.int().min(0).max(86_400)
/** Helm reads a number as one of 64 bits, which has room for whole ones up to here. */
const setting = z.union([
  z.string(),
  z.number().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER),
  z.boolean(),
])

const image = z.strictObject({
  registry: imagePrefix.describe("Where the images are: a service's is <registry>/<service>"),
  tag: z
    .string()
    .regex(/^(\w[\w.-]{0,127})?$/)
    .describe("Empty: the chart's appVersion"),
  digest: z
    .string()
    .regex(/^(sha256:[0-9a-f]{64})?$/)
    .describe('Pins the image whatever its tag; empty: the tag decides'),
  pullPolicy: z.enum(['IfNotPresent', 'Always', 'Never']),
  pullSecrets: z.array(objectName),
})

const autoscaling = z.strictObject({
  enabled: z.boolean(),
  keda: z
    .boolean()
    .describe('Whether KEDA scales the services that consume, on the lag of their consumers'),
  maxReplicas: replicas,
  cpuPercent: z.int().min(1).max(100),
  lagMessages: z.int().min(1).max(1_000_000_000).describe('Messages that wait, for each replica'),
  prometheus: url.describe('Where KEDA asks for the lag'),
})

const networkPolicy = z.strictObject({
  enabled: z.boolean(),
  callers: z
    .array(z.strictObject({ namespace, name: podName }))
    .describe('Who may call the service; the platform chart knows it from the mesh'),
  callees: z
    .array(z.strictObject({ name: podName, port: z.int().min(1).max(65_535) }))
    .describe('The services that it calls, with their ports; the platform chart knows them'),
  broker: peers,
  database: peers,
})

/** What only a cluster knows about a service: the values of the chart `workload`. */
export const workloadValues = z
  .strictObject({
    image: image.partial(),
    replicas: replicas.describe(
      "Of each service but those of observability, instead of its service.yaml's",
    ),
    memoryLimitPercent: z
      .int()
      .min(100)
      .max(10_000)
      .describe('The limit of memory, of what the size in service.yaml requests'),
    logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error']),
    settings: z
      .record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), setting)
      .describe("Further variables, which the service's README lists; never a secret"),
    secretNames: z
      .strictObject({
        ...{ database: objectName, broker: objectName, providers: objectName },
        databaseCa: objectName.describe(
          "The authority of the database's certificate, instead of database-ca",
        ),
      })
      .partial()
      .describe(
        'The Secrets with its credentials, instead of <service>-database, -broker and -providers',
      ),
    streamReplicas: z
      .int()
      .min(1)
      .max(5)
      .describe(
        "How many of the broker's servers keep a copy of each stream, which takes as many servers",
      ),
    poolSize: z
      .int()
      .min(2)
      .max(100)
      .describe(
        'Connections of a replica to the primary of Postgres at most, and as many to its replicas if it reads there',
      ),
    nodeOptions: z.array(z.string()),
    autoscaling: autoscaling.partial(),
    disruption: z.strictObject({ maxUnavailable: replicas }).partial(),
    spread: z
      .strictObject({
        enabled: z.boolean().describe('Whether replicas are spread over zones and nodes'),
        whenUnsatisfiable: z.enum(['ScheduleAnyway', 'DoNotSchedule']),
      })
      .partial(),
    stop: z
      .strictObject({
        drainSeconds: seconds.describe('How long a pod that leaves still takes requests'),
        graceSeconds: seconds.describe('How long it has in all'),
      })
      .partial(),
    migrations: z.strictObject({ deadlineSeconds: seconds.min(1) }).partial(),
    metrics: z
      .strictObject({
        enabled: z.boolean(),
        intervalSeconds: seconds.min(1),
        labels: furtherLabels.describe('By which a Prometheus selects its ServiceMonitors'),
      })
      .partial(),
    tracing: z
      .strictObject({
        enabled: z.boolean(),
        endpoint: url,
        ratio: z.number().min(0).max(1),
      })
      .partial(),
    networkPolicy: networkPolicy.partial(),
    nodeSelector: labels,
    tolerations: z.array(
      z
        .strictObject({
          key: taintKey,
          operator: z.enum(['Exists', 'Equal']),
          value: labelValue,
          effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']),
          tolerationSeconds: z.int(),
        })
        .partial(),
    ),
    priorityClassName: objectNameOrEmpty,
    leastReplicas: replicas.describe(
      'Of each service but those of observability, whatever its service.yaml says',
    ),
  })
  .partial()

/** Helm hands them to every chart. */
export const shared = { global: z.unknown().optional() }

/**
 * Where `workload` is null, Helm drops all that the profiles say below it, fills it again with the defaults of the chart
 * `workload`, and asks the schemas only then. Only the charts that include `workload` give this key, and require it.
 */
const ofIncludingChart = {
  defaults: z.literal(true).describe('Always true, and missing where `workload` is null'),
}

/** The values of the chart `workload` where another chart hands them to it. */
export const sharedWorkloadValues = workloadValues
  .extend({ ...shared, ...ofIncludingChart })
  .partial()
