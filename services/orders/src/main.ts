import {
  connectBus,
  createOutbox,
  followStorageStates,
  startConsumers,
  startRelay,
} from '@stoa/events'

import { connectPostgres, migrateAtStart, ping, startDatabaseClock } from '@stoa/postgres'
import {
  createLog,
  handleSignals,
  listen,
  loadConfig,
  measureVolumes,
  startTracing,
  transactionSpans,
} from '@stoa/service'
import { v7 as uuidv7 } from 'uuid'
import { migrations } from '../migrations/index.ts'
import { openAdmission } from './admission.ts'
import { createApp } from './app.ts'
import { config } from './config.ts'
import { handlersOf } from './consumers.ts'
import type { Deps } from './deps.ts'
import { startSweeper } from './sweeper.ts'
import type { Database } from './tables.ts'
import { topology } from './topology.ts'

const env = loadConfig(config, process.env)
const instance = env.INSTANCE ?? 'orders'
const log = createLog('orders', env.LOG_LEVEL, instance)
const onShutdown = handleSignals(log)
const stopTracing = startTracing({
  service: 'orders',
  instance,
  endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
  ratio: env.OTEL_TRACES_SAMPLER_ARG,
})
const server = await listen(env.LISTEN)
const db = connectPostgres<Database>(env.DATABASE_URL, {
  applicationName: instance,
  poolSize: env.DATABASE_POOL_SIZE,
  onIdleError: (err) =>
    log.warn({ err }, 'an idle database connection was lost; the pool replaces it'),
  startTransaction: transactionSpans('orders'),
})
await migrateAtStart(db, migrations, log)
const clock = await startDatabaseClock(db, log)
const outbox = createOutbox(topology, clock.now)
const bus = await connectBus(env.NATS_URL, {
  service: 'orders',
  seed: env.NATS_NKEY_SEED,
  streamReplicas: env.NATS_STREAM_REPLICAS,
  log,
})

measureVolumes(env.DATA_VOLUMES ?? [])
const admission = await openAdmission({
  log,
  storage: followStorageStates(bus),
  volumes: env.DATA_VOLUMES ?? [],
})
const deps: Deps = {
  db,
  outbox,
  log,
  now: clock.now,
  newId: () => uuidv7({ msecs: clock.now().getTime() }),
  captureReadyAfterMs: env.CAPTURE_READY_AFTER_HOURS && env.CAPTURE_READY_AFTER_HOURS * 3_600_000,
  admit: admission.check,
}
const relay = startRelay({ db, bus, log, outbox, topology })
const consumers = startConsumers(topology, handlersOf(deps), { db, bus, log })
const sweeper = startSweeper(deps, admission)
const ready = async () => {
  await Promise.all([ping(db), bus.ready()])
}
const app = createApp(deps, {
  ready,
  trustedForwarders: [env.EDGE_PRINCIPAL, 'cluster.local/ns/commerce/sa/gateway'],
})
server.serve(app)
log.info({ listen: env.LISTEN }, 'serving requests')

onShutdown(() => [
  server.drain,
  admission.stop,
  sweeper.stop,
  consumers.stop,
  relay.stop,
  bus.close,
  clock.stop,
  () => db.destroy(),
  stopTracing,
])
