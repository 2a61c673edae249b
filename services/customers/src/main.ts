import { connectBus, startConsumers } from '@stoa/events'
import { connectPostgres, migrate } from '@stoa/postgres'
import { createLog, loadConfig, onShutdown, serve, startTracing } from '@stoa/service'
import { sql } from 'kysely'
import { migrations } from '../migrations/index.ts'
import { createApp } from './app.ts'
import { config } from './config.ts'
import { consumersOf } from './consumers.ts'
import type { Deps } from './deps.ts'
import type { Database } from './tables.ts'
import { consumes } from './topology.ts'

const env = loadConfig(config, process.env)
const log = createLog('customers', env.LOG_LEVEL, env.INSTANCE)
const stopTracing = startTracing({
  service: 'customers',
  instance: env.INSTANCE ?? 'customers',
  endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
  ratio: env.OTEL_TRACES_SAMPLER_ARG,
})
const db = connectPostgres<Database>(env.DATABASE_URL, {
  applicationName: env.INSTANCE ?? 'customers',
  onIdleError: (err) => log.warn({ err }, 'a database connection was lost'),
})
await migrate(db, migrations)
const bus = await connectBus(env.NATS_URL, { service: 'customers', seed: env.NATS_NKEY_SEED })

const deps: Deps = { db, log }
// An order's events come within a second of each other: most of them in one batch write its row once.
const lingerMs = 500
const consumers = await startConsumers(consumersOf(deps), {
  db,
  bus,
  log,
  streams: consumes,
  lingerMs,
})
const ready = async () => {
  await sql`select 1`.execute(db)
}
const server = await serve(
  createApp(deps, { trustedForwarders: [env.EDGE_PRINCIPAL], ready }),
  env.LISTEN,
)
log.info({ listen: env.LISTEN }, 'ready')

onShutdown(log, () => [server.drain, consumers.stop, bus.close, () => db.destroy(), stopTracing])
