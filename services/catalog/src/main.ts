import { connectBus, createOutbox, startRelay } from '@stoa/events'
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
import { v7 as uuidv7 } from 'uuid'
import { migrations } from '../migrations/index.ts'
import { createApp } from './app.ts'
import { config } from './config.ts'
import type { Deps } from './deps.ts'
import type { Database } from './tables.ts'
import { topology } from './topology.ts'
import { announceKeys } from './use-cases/announce-keys.ts'

const env = loadConfig(config, process.env)
const log = createLog('catalog', env.LOG_LEVEL, env.INSTANCE)
const onShutdown = handleSignals(log)
const stopTracing = startTracing({
  service: 'catalog',
  instance: env.INSTANCE ?? 'catalog',
  endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
  ratio: env.OTEL_TRACES_SAMPLER_ARG,
})
const server = await listen(env.LISTEN)
const db = connectPostgres<Database>(env.DATABASE_URL, {
  applicationName: env.INSTANCE ?? 'catalog',
  poolSize: env.DATABASE_POOL_SIZE,
  onIdleError: (err) =>
    log.warn({ err }, 'an idle database connection was lost; the pool replaces it'),
  startTransaction: transactionSpans('catalog'),
})
await migrateAtStart(db, migrations, log)
const clock = await startDatabaseClock(db, log)
const replicas = connectReads(db, env.DATABASE_READ_URL, {
  ...{ maxLagMs: topology.replicaMaxLagMs, log },
  applicationName: env.INSTANCE ?? 'catalog',
  poolSize: env.DATABASE_POOL_SIZE,
})
const outbox = createOutbox(topology, clock.now)
const bus = await connectBus(env.NATS_URL, {
  service: 'catalog',
  seed: env.NATS_NKEY_SEED,
  streamReplicas: env.NATS_STREAM_REPLICAS,
  log,
})

const deps: Deps = {
  db,
  replicas,
  outbox,
  log,
  now: clock.now,
  newId: () => uuidv7({ msecs: clock.now().getTime() }),
  quoteKeyDays: env.QUOTE_KEY_DAYS,
}
const relay = startRelay({ db, bus, log, outbox, topology })
await announceKeys(deps)
const app = createApp(deps, { trustedForwarders: [env.EDGE_PRINCIPAL], ready: () => ping(db) })
server.serve(app)
log.info({ listen: env.LISTEN }, 'serving requests')

onShutdown(() => [
  server.drain,
  relay.stop,
  bus.close,
  replicas.close,
  clock.stop,
  () => db.destroy(),
  stopTracing,
])
