import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createClient } from '@stoa/client'
import { createLog, handleSignals, loadConfig, serve, startTracing } from '@stoa/service'
import { createApp } from './app.ts'
import { config } from './config.ts'
import type { Deps } from './deps.ts'
import { topology } from './topology.ts'

const env = loadConfig(config, process.env)
const log = createLog('gateway', env.LOG_LEVEL, env.INSTANCE)
const onShutdown = handleSignals(log)
const stopTracing = startTracing({
  service: 'gateway',
  instance: env.INSTANCE ?? 'gateway',
  endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
  ratio: env.OTEL_TRACES_SAMPLER_ARG,
})

const clientOf = (to: string, port: number, timeoutMs: number) =>
  createClient({ to, port, timeoutMs, egress: env.MESH_EGRESS })
const deps: Deps = {
  log,
  openApi: readFileSync(join(import.meta.dirname, '../platform.openapi.json'), 'utf8'),
  orders: clientOf('orders', topology.calls.orders, env.ORDER_TIMEOUT_MS),
  payments: clientOf('payments', topology.calls.payments, env.PART_TIMEOUT_MS),
  shipping: clientOf('shipping', topology.calls.shipping, env.PART_TIMEOUT_MS),
}
const server = await serve(createApp(deps, { trustedForwarders: [env.EDGE_PRINCIPAL] }), env.LISTEN)
log.info({ listen: env.LISTEN }, 'serving requests')

onShutdown(() => [
  server.drain,
  deps.orders.close,
  deps.payments.close,
  deps.shipping.close,
  stopTracing,
])
