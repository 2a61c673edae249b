import { join } from 'node:path'
import { developmentSettings } from './development-settings.ts'
import { keyOf } from './nats/users.ts'
import { brokerFolder, type Places } from './places.ts'
import type { Instance, Plan } from './plan.ts'
import type { Cluster } from './postgres/cluster.ts'
import { urlOf } from './postgres/databases.ts'
import type { Secrets } from './secrets.ts'

/** Variables that a service inherits from the environment of the runner. */
const inheritedVariables = [
  ...['PATH', 'HOME', 'LOG_LEVEL', 'NODE_COMPILE_CACHE', 'NODE_EXTRA_CA_CERTS'],
  ...['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_TRACES_SAMPLER_ARG', 'QUOTE_KEY_DAYS'],
  ...['EXPIRING_AUTHORISATIONS', 'CAPTURE_READY_AFTER_HOURS'],
  ...['PAYPAL_RETURN_URL', 'PAYPAL_CANCEL_URL'],
]

/** The sandbox has a warehouse, which calls the edge from outside the mesh. */
const outsideSettings = (
  service: string,
  plan: Plan,
  caFile: string,
): Readonly<Record<string, string>> =>
  service === 'sandbox'
    ? { EDGE_URL: `https://127.0.0.1:${plan.edge.port}`, NODE_EXTRA_CA_CERTS: caFile }
    : {}

interface Platform {
  readonly cluster: Cluster
  readonly places: Places
  readonly secrets: Secrets
  readonly plan: Plan
  readonly authority: { readonly caFile: string }
}

/**
 * New orders are refused while less is free: enough for what is under way to come to its end, and for Postgres to
 * recover and to begin new segments of its log (16 MiB each) while it writes a checkpoint.
 */
const reserveMiB = 256

export function serviceEnv(
  { name, service, natsPort, outboundSocket }: Instance,
  { cluster, places, secrets, plan, authority }: Platform,
  outer: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const inherited = inheritedVariables.flatMap((key) => (outer[key] ? [[key, outer[key]]] : []))
  const { monitors = [] } = service
  const role = service.database ?? (monitors.includes('database') ? service.name : undefined)
  return {
    ...Object.fromEntries(inherited),
    ...developmentSettings(service, secrets),
    ...outsideSettings(service.name, plan, authority.caFile),
    NODE_ENV: 'production',
    INSTANCE: name,
    NATS_URL: `nats://127.0.0.1:${natsPort}`,
    NATS_NKEY_SEED: keyOf(secrets, service.name).seed,
    MESH_EGRESS: outboundSocket,
    DATA_VOLUMES: Object.entries({ database: cluster.dataDir, broker: brokerFolder(places) })
      .map(([name, folder]) => `${name}=${folder}:${reserveMiB}`)
      .join(),
    ...(role ? { DATABASE_URL: urlOf(cluster, role, secrets.password(role)) } : {}),
    ...(monitors.length > 0 ? { RUNNER_STATE: join(places.home, 'state.json') } : {}),
  }
}
