import { connectBus, createOutbox, startConsumers, startRelay } from '@stoa/events'
import { connectPostgres, migrate } from '@stoa/postgres'
import { createLog, loadConfig, onShutdown, serve, startTracing } from '@stoa/service'
import { sql } from 'kysely'
import { migrations } from '../migrations/index.ts'
import { createApp } from './app.ts'
import { paypalProvider } from './clients/paypal.ts'
import { paypalWebhookReader } from './clients/paypal-webhook.ts'
import { stripeProvider } from './clients/stripe.ts'
import { transportTo } from './clients/transport.ts'
import { config } from './config.ts'
import { handlersOf } from './consumers.ts'
import type { Deps } from './deps.ts'
import { workMetrics } from './metrics.ts'
import { createRecorder } from './recorder.ts'
import { startScanner } from './scanner.ts'
import type { Database } from './tables.ts'
import { topology } from './topology.ts'
import { createWorker } from './worker.ts'

const env = loadConfig(config, process.env)
const log = createLog('payments', env.LOG_LEVEL, env.INSTANCE)
const stopTracing = startTracing({
  service: 'payments',
  instance: env.INSTANCE ?? 'payments',
  endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
  ratio: env.OTEL_TRACES_SAMPLER_ARG,
})
const db = connectPostgres<Database>(env.DATABASE_URL, {
  applicationName: env.INSTANCE ?? 'payments',
  onIdleError: (err) => log.warn({ err }, 'a database connection was lost'),
})
await migrate(db, migrations)
const outbox = createOutbox(topology)
const bus = await connectBus(env.NATS_URL, { service: 'payments', seed: env.NATS_NKEY_SEED })

const way = { egress: env.MESH_EGRESS, timeoutMs: env.PROVIDER_TIMEOUT_MS }
const toStripe = transportTo({ url: env.STRIPE_URL, ...way })
const toPaypal = transportTo({ url: env.PAYPAL_URL, ...way })
const providers = {
  stripe: stripeProvider(toStripe, env.STRIPE_API_KEY),
  paypal: paypalProvider(toPaypal, {
    clientId: env.PAYPAL_CLIENT_ID,
    clientSecret: env.PAYPAL_CLIENT_SECRET,
  }),
}

const deps: Deps = { db, outbox, log, now: () => new Date(), begin: (tasks) => worker.begin(tasks) }
const recorder = createRecorder(deps)
const worker = createWorker({ providers, log, record: (finding) => recorder.record({ finding }) })
workMetrics(db)

const relay = startRelay({ db, bus, log, outbox, topology })
const consumers = startConsumers(topology, handlersOf(deps), { db, bus, log })
const scanner = startScanner(deps, providers)
const app = createApp(deps, {
  trustedForwarders: [env.EDGE_PRINCIPAL, 'cluster.local/ns/commerce/sa/gateway'],
  ready: async () => {
    await sql`select 1`.execute(db)
    await bus.ready()
  },
  recorder,
  stripeSecret: env.STRIPE_WEBHOOK_SECRET,
  readPaypal: paypalWebhookReader(toPaypal, env.PAYPAL_WEBHOOK_ID),
})
const server = await serve(app, env.LISTEN)
log.info({ listen: env.LISTEN }, 'ready')

onShutdown(log, () => [
  server.drain,
  consumers.stop,
  scanner.stop,
  worker.stop,
  relay.stop,
  bus.close,
  toStripe.close,
  toPaypal.close,
  () => db.destroy(),
  stopTracing,
])
