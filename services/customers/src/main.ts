import { connectBus, startConsumers } from '@stoa/events'
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
import type { Database } from './tables.ts'
import { topology } from './topology.ts'

const env = loadConfig(config, process.env)
const log = createLog('customers', env.LOG_LEVEL, env.INSTANCE)
const onShutdown = handleSignals(log)
const stopTracing = startTracing({
  service: 'customers',
  instance: env.INSTANCE ?? 'customers',
  endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
  ratio: env.OTEL_TRACES_SAMPLER_ARG,
})
const server = await listen(env.LISTEN)
const db = connectPostgres<Database>(env.DATABASE_URL, {
  applicationName: env.INSTANCE ?? 'customers',
  poolSize: env.DATABASE_POOL_SIZE,
  onIdleError: (err) =>
    log.warn({ err }, 'an idle database connection was lost; the pool replaces it'),
  startTransaction: transactionSpans('customers'),
})
await migrateAtStart(db, migrations, log)
const clock = await startDatabaseClock(db, log)
const replicas = connectReads(db, env.DATABASE_READ_URL, {
  ...{ maxLagMs: topology.replicaMaxLagMs, log },
  applicationName: env.INSTANCE ?? 'customers',
  poolSize: env.DATABASE_POOL_SIZE,
})
const bus = await connectBus(env.NATS_URL, { service: 'customers', seed: env.NATS_NKEY_SEED, log })

const deps: Deps = { db, replicas, log }
// The events of an order arrive within a second of each other; in one batch they update its row once.
const lingerMs = 500
const consumers = startConsumers(topology, handlersOf(deps), {
  db,
  bus,
  log,
  lingerMs,
})
const app = createApp(deps, { trustedForwarders: [env.EDGE_PRINCIPAL], ready: () => ping(db) })
server.serve(app)
log.info({ listen: env.LISTEN }, 'serving requests')

onShutdown(() => [
  server.drain,
  consumers.stop,
  bus.close,
  replicas.close,
  clock.stop,
  () => db.destroy(),
  stopTracing,
])
