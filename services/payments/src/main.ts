import { connectBus, createOutbox, startConsumers, startRelay } from '@stoa/events'
import { connectPostgres, migrateAtStart, ping, startDatabaseClock } from '@stoa/postgres'
import {
  createLog,
  handleSignals,
  listen,
  loadConfig,
  startTracing,
  transactionSpans,
} from '@stoa/service'
import { migrations } from '../migrations/index.ts'
import { startAbandonedWorker } from './abandoned-worker.ts'
import { createApp } from './app.ts'
import { paypalProvider } from './clients/paypal.ts'
import { fetchPaypalEvent, paypalEvents } from './clients/paypal-events.ts'
import { paypalStatement } from './clients/paypal-statement.ts'
import { paypalWebhookReader } from './clients/paypal-webhook.ts'
import { stripeProvider } from './clients/stripe.ts'
import { fetchStripeEvent, stripeEvents } from './clients/stripe-events.ts'
import { stripeStatement } from './clients/stripe-statement.ts'
import { transportTo } from './clients/transport.ts'
import { config } from './config.ts'
import { handlersOf } from './consumers.ts'
import type { Deps } from './deps.ts'
import { measurePayments } from './metrics.ts'
import { startMissedEventsWorker } from './missed-events-worker.ts'
import { startProviderWorker } from './provider-worker.ts'
import { startPruning } from './pruning.ts'
import { renewAfterMs } from './renewal.ts'
import { startRenewalWorker } from './renewal-worker.ts'
import { createResultWriter } from './result-writer.ts'
import { startStatementWorker } from './statement-worker.ts'
import { retryFailing } from './store/failing-events.ts'
import type { Database } from './tables.ts'
import { topology } from './topology.ts'
import { keepOrderIn } from './use-cases/keep-order.ts'

const env = loadConfig(config, process.env)
const log = createLog('payments', env.LOG_LEVEL, env.INSTANCE)
const onShutdown = handleSignals(log)
const stopTracing = startTracing({
  service: 'payments',
  instance: env.INSTANCE ?? 'payments',
  endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
  ratio: env.OTEL_TRACES_SAMPLER_ARG,
})
const server = await listen(env.LISTEN)
const db = connectPostgres<Database>(env.DATABASE_URL, {
  applicationName: env.INSTANCE ?? 'payments',
  poolSize: env.DATABASE_POOL_SIZE,
  onIdleError: (err) =>
    log.warn({ err }, 'an idle database connection was lost; the pool replaces it'),
  startTransaction: transactionSpans('payments'),
})
await migrateAtStart(db, migrations, log)
const clock = await startDatabaseClock(db, log)
await retryFailing(db)
const outbox = createOutbox(topology, clock.now)
const bus = await connectBus(env.NATS_URL, {
  service: 'payments',
  seed: env.NATS_NKEY_SEED,
  streamReplicas: env.NATS_STREAM_REPLICAS,
  log,
})

const outbound = { egress: env.MESH_EGRESS, timeoutMs: env.PROVIDER_TIMEOUT_MS }
const toStripe = transportTo({ url: env.STRIPE_URL, ...outbound })
const toPaypal = transportTo({ url: env.PAYPAL_URL, ...outbound })
const paypalAccess = { clientId: env.PAYPAL_CLIENT_ID, clientSecret: env.PAYPAL_CLIENT_SECRET }
const providers = {
  stripe: stripeProvider(toStripe, env.STRIPE_API_KEY),
  paypal: paypalProvider(toPaypal, paypalAccess, keepOrderIn(db), {
    returnUrl: env.PAYPAL_RETURN_URL,
    cancelUrl: env.PAYPAL_CANCEL_URL,
  }),
}
const providerEvents = {
  lists: {
    stripe: stripeEvents(toStripe, env.STRIPE_API_KEY),
    paypal: paypalEvents(toPaypal, paypalAccess),
  },
  fetch: {
    stripe: fetchStripeEvent(toStripe, env.STRIPE_API_KEY),
    paypal: fetchPaypalEvent(toPaypal, paypalAccess),
  },
}

const statementReaders = {
  stripe: stripeStatement(toStripe, env.STRIPE_API_KEY),
  paypal: paypalStatement(toPaypal, paypalAccess),
}

const deps: Deps = {
  ...{ db, outbox, log, now: clock.now },
  renewAfterMs: env.EXPIRING_AUTHORISATIONS === 'renew' ? renewAfterMs : undefined,
  begin: (tasks, leasedAtMs) => providerWorker.begin(tasks, leasedAtMs),
}
const results = createResultWriter(deps)
const shopperMs = env.SHOPPER_SECONDS * 1_000
const providerWorker = startProviderWorker({ deps, providers, results, shopperMs })
const stopRenewing = startRenewalWorker(deps)
const abandonedWorker = startAbandonedWorker(deps, providers)
const missedEventsWorker = startMissedEventsWorker(deps, providerEvents, results)
const statementWorker = startStatementWorker(deps, statementReaders)
const stopPruning = startPruning(deps)
measurePayments(deps)

const relay = startRelay({ db, bus, log, outbox, topology })
const consumers = startConsumers(topology, handlersOf(deps), { db, bus, log })
const app = createApp(deps, {
  trustedForwarders: [env.EDGE_PRINCIPAL, 'cluster.local/ns/commerce/sa/gateway'],
  ready: async () => {
    await ping(db)
    await bus.ready()
  },
  results,
  compareNow: () => statementWorker.claimNow(),
  stripeSecret: env.STRIPE_WEBHOOK_SECRET,
  readPaypal: paypalWebhookReader(toPaypal, env.PAYPAL_WEBHOOK_ID),
})
server.serve(app)
log.info({ listen: env.LISTEN }, 'serving requests')

onShutdown(() => [
  server.drain,
  consumers.stop,
  stopRenewing,
  abandonedWorker.stop,
  missedEventsWorker.stop,
  statementWorker.stop,
  providerWorker.stop,
  stopPruning,
  relay.stop,
  bus.close,
  toStripe.close,
  toPaypal.close,
  clock.stop,
  () => db.destroy(),
  stopTracing,
])
