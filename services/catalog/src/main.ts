import { connectBus, startRelay } from '@stoa/events'
import { connectPostgres, migrate } from '@stoa/postgres'
import { createLog, loadConfig, onShutdown, serve, startTracing } from '@stoa/service'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { migrations } from '../migrations/index.ts'
import { createApp } from './app.ts'
import { config } from './config.ts'
import type { Deps } from './deps.ts'
import type { Database } from './tables.ts'
import { publishes, stream } from './topology.ts'
import { announceKeys } from './use-cases/quote-key.ts'

const env = loadConfig(config, process.env)
const log = createLog('catalog', env.LOG_LEVEL, env.INSTANCE)
const stopTracing = startTracing({
  service: 'catalog',
  instance: env.INSTANCE ?? 'catalog',
  endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
  ratio: env.OTEL_TRACES_SAMPLER_ARG,
})
const db = connectPostgres<Database>(env.DATABASE_URL, {
  applicationName: env.INSTANCE ?? 'catalog',
  onIdleError: (err) => log.warn({ err }, 'a database connection was lost'),
})
await migrate(db, migrations)
const bus = await connectBus(env.NATS_URL, { service: 'catalog', seed: env.NATS_NKEY_SEED })

const deps: Deps = {
  db,
  log,
  now: () => new Date(),
  newId: uuidv7,
  quoteKeyDays: env.QUOTE_KEY_DAYS,
}
const relay = startRelay({ db, bus, log, stream, subjects: publishes })
await announceKeys(deps)
const ready = async () => {
  await sql`select 1`.execute(db)
}
const server = await serve(
  createApp(deps, { trustedForwarders: [env.EDGE_PRINCIPAL], ready }),
  env.LISTEN,
)
log.info({ listen: env.LISTEN }, 'ready')

onShutdown(log, () => [server.drain, relay.stop, bus.close, () => db.destroy(), stopTracing])
