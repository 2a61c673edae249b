import { connectBus, createOutbox, startConsumers, startRelay } from '@stoa/events'
import { connectPostgres, migrateAtStart, ping, startDatabaseClock } from '@stoa/postgres'
import { connectReads } from '@stoa/postgres/replica'
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
import { config } from './config.ts'
import { handlersOf } from './consumers.ts'
import type { Deps } from './deps.ts'
import { measureStock } from './metrics.ts'
import type { Database } from './tables.ts'
import { topology } from './topology.ts'

const env = loadConfig(config, process.env)
const log = createLog('inventory', env.LOG_LEVEL, env.INSTANCE)
const onShutdown = handleSignals(log)
const stopTracing = startTracing({
  service: 'inventory',
  instance: env.INSTANCE ?? 'inventory',
  endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
  ratio: env.OTEL_TRACES_SAMPLER_ARG,
})
const server = await listen(env.LISTEN)
const db = connectPostgres<Database>(env.DATABASE_URL, {
  applicationName: env.INSTANCE ?? 'inventory',
  poolSize: env.DATABASE_POOL_SIZE,
  onIdleError: (err) =>
    log.warn({ err }, 'an idle database connection was lost; the pool replaces it'),
  startTransaction: transactionSpans('inventory'),
})
await migrateAtStart(db, migrations, log)
const clock = await startDatabaseClock(db, log)
const replicas = connectReads(db, env.DATABASE_READ_URL, {
  ...{ maxLagMs: topology.replicaMaxLagMs, log },
  applicationName: env.INSTANCE ?? 'inventory',
  poolSize: env.DATABASE_POOL_SIZE,
})
const outbox = createOutbox(topology, clock.now)
const bus = await connectBus(env.NATS_URL, {
  service: 'inventory',
  seed: env.NATS_NKEY_SEED,
  streamReplicas: env.NATS_STREAM_REPLICAS,
  log,
})

const deps: Deps = { db, replicas, outbox, log }
const relay = startRelay({ db, bus, log, outbox, topology })
measureStock(db)
const consumers = startConsumers(topology, handlersOf(deps), { db, bus, log })
const ready = async () => {
  await ping(db)
  await bus.ready()
}
server.serve(createApp(deps, { trustedForwarders: [env.EDGE_PRINCIPAL], ready }))
log.info({ listen: env.LISTEN }, 'serving requests')

onShutdown(() => [
  server.drain,
  consumers.stop,
  relay.stop,
  bus.close,
  replicas.close,
  clock.stop,
  () => db.destroy(),
  stopTracing,
])
