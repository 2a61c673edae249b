import { parse } from 'yaml'
import { z } from 'zod'
import { indexLabels } from '../../src/dashboards/check/log-names.ts'

const loopback = z.literal('127.0.0.1')
const port = z.int()
const size = z.string().regex(/^\d+[KM]B$/)
const hours = z.string().regex(/^\d+h$/)

/** The fields of Loki that we use, and no others: it refuses to start with one that it does not know. */
const schema = z.strictObject({
  auth_enabled: z.literal(false),
  analytics: z.strictObject({ reporting_enabled: z.literal(false) }),
  server: z.strictObject({
    ...{ http_listen_address: loopback, http_listen_port: port },
    ...{ grpc_listen_address: loopback, grpc_listen_port: port },
    log_level: z.enum(['debug', 'info', 'warn', 'error']),
  }),
  common: z.strictObject({
    instance_addr: loopback,
    path_prefix: z.string(),
    replication_factor: z.literal(1),
    ring: z.strictObject({ kvstore: z.strictObject({ store: z.literal('inmemory') }) }),
    storage: z.strictObject({
      filesystem: z.strictObject({ chunks_directory: z.string(), rules_directory: z.string() }),
    }),
  }),
  schema_config: z.strictObject({
    configs: z.array(
      z.strictObject({
        from: z.iso.date(),
        store: z.literal('tsdb'),
        object_store: z.literal('filesystem'),
        schema: z.literal('v13'),
        index: z.strictObject({ prefix: z.string(), period: z.literal('24h') }),
      }),
    ),
  }),
  distributor: z.strictObject({
    otlp_config: z.strictObject({
      default_resource_attributes_as_index_labels: z.array(z.string()),
    }),
  }),
  limits_config: z.strictObject({
    allow_structured_metadata: z.literal(true),
    ...{ retention_period: hours, reject_old_samples_max_age: hours },
    ...{ ingestion_rate_mb: z.number(), ingestion_burst_size_mb: z.number() },
    ...{ max_line_size: size, max_line_size_truncate: z.boolean() },
    max_global_streams_per_user: z.int(),
  }),
  compactor: z.strictObject({
    working_directory: z.string(),
    retention_enabled: z.literal(true),
    delete_request_store: z.literal('filesystem'),
  }),
})

/** What is wrong with Loki's file, and with the labels that it indexes: queries of the dashboards select by these. */
export function lokiFaults(text: string): string[] {
  const parsed = schema.safeParse(parse(text))
  if (!parsed.success)
    return parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  const attributes = parsed.data.distributor.otlp_config.default_resource_attributes_as_index_labels
  const indexed = new Set(attributes.map((attribute) => attribute.replaceAll('.', '_')))
  const missing = [...indexLabels].filter((label) => !indexed.has(label))
  const unused = [...indexed].filter((label) => !indexLabels.has(label))
  return [
    ...missing.map((label) => `queries select by ${label}, which is not indexed`),
    ...unused.map((label) => `${label} is indexed, and no query may select by it`),
  ]
}
