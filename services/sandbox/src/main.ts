import { createClient } from '@stoa/client'
import { connectPostgres, migrateAtStart } from '@stoa/postgres'
import { createLog, handleSignals, listen, loadConfig, startTracing } from '@stoa/service'
import { migrations } from '../migrations/index.ts'
import { createApp } from './app.ts'
import { config } from './config.ts'
import type { Tables } from './tables.ts'
import { warehouseToken } from './tokens/issue.ts'
import { topology } from './topology.ts'
import { shippingAtEdge } from './warehouse/shipping-api.ts'
import { startWarehouse } from './warehouse/warehouse.ts'
import { wire } from './wire.ts'

const env = loadConfig(config, process.env)
const log = createLog('sandbox', env.LOG_LEVEL, env.INSTANCE)
const onShutdown = handleSignals(log)
const stopTracing = startTracing({
  service: 'sandbox',
  instance: env.INSTANCE ?? 'sandbox',
  endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
  ratio: env.OTEL_TRACES_SAMPLER_ARG,
})
const server = await listen(env.LISTEN)
const db = connectPostgres<Tables>(env.DATABASE_URL, { applicationName: 'sandbox', poolSize: 4 })
await migrateAtStart(db, migrations, log)

const clientTo = (to: string, port: number) =>
  createClient({ to, port, egress: env.MESH_EGRESS, timeoutMs: 5_000, concurrency: 16 })
const clients = {
  payments: clientTo('payments', topology.calls.payments),
  shipping: clientTo('shipping', topology.calls.shipping),
}
const deps = await wire({ env, db, log, now: () => new Date(), clients })
server.serve(createApp(deps))
const warehouse =
  env.EDGE_URL &&
  startWarehouse({
    shipping: shippingAtEdge(env.EDGE_URL, warehouseToken(deps.keyring, deps.now)),
    pauseMs: env.WAREHOUSE_PAUSE_MS,
    log,
  })
log.info({ listen: env.LISTEN }, 'ready')

onShutdown(() => [
  ...(warehouse ? [warehouse.stop] : []),
  server.drain,
  deps.simulator.stop,
  deps.webhooks.stop,
  deps.store.settled,
  clients.payments.close,
  clients.shipping.close,
  () => db.destroy(),
  stopTracing,
])
