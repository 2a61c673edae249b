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
import { createApp } from './app.ts'
import { externalLimits, fleetLimits } from './carrier-limits.ts'
import { startCarrierWorker } from './carrier-worker.ts'
import { carrierTimeoutMs, connectCarriers } from './clients/connect.ts'
import { config } from './config.ts'
import { handlersOf } from './consumers.ts'
import type { Deps } from './deps.ts'
import { leaseMs } from './lease.ts'
import { measureParcels } from './metrics.ts'
import { createFleetNumbers } from './store/fleet-numbers.ts'
import { startSurplusLabelWorker } from './surplus-label-worker.ts'
import type { Database } from './tables.ts'
import { topology } from './topology.ts'
import { announceCarriers } from './use-cases/announce-carriers.ts'

/** Bookings tolerate latency, since their orders are confirmed already: larger batches cost less. */
const lingerMs = 100

const env = loadConfig(config, process.env)
const log = createLog('shipping', env.LOG_LEVEL, env.INSTANCE)
const onShutdown = handleSignals(log)
const stopTracing = startTracing({
  service: 'shipping',
  instance: env.INSTANCE ?? 'shipping',
  endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
  ratio: env.OTEL_TRACES_SAMPLER_ARG,
})
const server = await listen(env.LISTEN)
const db = connectPostgres<Database>(env.DATABASE_URL, {
  applicationName: env.INSTANCE ?? 'shipping',
  poolSize: env.DATABASE_POOL_SIZE,
  onIdleError: (err) =>
    log.warn({ err }, 'an idle database connection was lost; the pool replaces it'),
  startTransaction: transactionSpans('shipping'),
})
await migrateAtStart(db, migrations, log)
const clock = await startDatabaseClock(db, log)
const outbox = createOutbox(topology, clock.now)
const bus = await connectBus(env.NATS_URL, {
  service: 'shipping',
  seed: env.NATS_NKEY_SEED,
  streamReplicas: env.NATS_STREAM_REPLICAS,
  log,
})

const { carriers, close: closeCarriers } = connectCarriers(env, clock.now)
const relay = startRelay({ db, bus, log, outbox, topology })
const carrierWorker = startCarrierWorker({ db, outbox, log, carriers, leaseMs }, carrierTimeoutMs)
const surplusLabelWorker = startSurplusLabelWorker({ db, log, carriers })
measureParcels(db)
const deps: Deps = {
  db,
  outbox,
  log,
  now: clock.now,
  carriers,
  limits: { ...externalLimits, 'own-fleet': fleetLimits(env.FLEET_COUNTRIES) },
  leaseMs,
  begin: carrierWorker.begin,
  claimNow: carrierWorker.claimNow,
  nextFleetNumber: createFleetNumbers(db),
  webhookSecrets: { fedex: env.FEDEX_WEBHOOK_SECRET, ups: env.UPS_WEBHOOK_SECRET },
}
await announceCarriers(deps, Object.values(deps.limits))
const consumers = startConsumers(topology, handlersOf(deps), {
  db,
  bus,
  log,
  lingerMs,
})
const ready = async () => {
  await ping(db)
  await bus.ready()
}
const trustedForwarders = [env.EDGE_PRINCIPAL, 'cluster.local/ns/commerce/sa/gateway']
server.serve(createApp(deps, { trustedForwarders, ready }))
log.info({ listen: env.LISTEN }, 'serving requests')

onShutdown(() => [
  server.drain,
  consumers.stop,
  surplusLabelWorker.stop,
  carrierWorker.stop,
  closeCarriers,
  relay.stop,
  bus.close,
  clock.stop,
  () => db.destroy(),
  stopTracing,
])
