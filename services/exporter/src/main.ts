import { openMonitor } from '@stoa/events/monitor'
import { connectPostgres, ping } from '@stoa/postgres'
import { createLog, handleSignals, loadConfig, serve, startTracing } from '@stoa/service'
import { createApp } from './app.ts'
import { config } from './config.ts'
import { registerMetrics } from './metrics.ts'
import { readingsOf } from './readings.ts'
import { readStatistics } from './store/statistics.ts'

/** Below the time that Prometheus waits for a scrape. */
const answerWithinMs = 2_000

const env = loadConfig(config, process.env)
const log = createLog('exporter', env.LOG_LEVEL, env.INSTANCE)
const onShutdown = handleSignals(log)
const stopTracing = startTracing({
  service: 'exporter',
  instance: env.INSTANCE ?? 'exporter',
  endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
  ratio: env.OTEL_TRACES_SAMPLER_ARG,
})
const db = connectPostgres<unknown>(env.DATABASE_URL, {
  ...{ applicationName: env.INSTANCE ?? 'exporter', poolSize: 2 },
  statementTimeoutMs: answerWithinMs,
  onIdleError: (err) =>
    log.warn({ err }, 'the database connection was lost; the next scrape opens another one'),
})
const monitor = openMonitor(env.NATS_URL, {
  ...{ service: 'exporter', seed: env.NATS_NKEY_SEED, timeoutMs: answerWithinMs },
})
registerMetrics({
  bySource: readingsOf({
    ...{ monitor, runnerState: env.RUNNER_STATE },
    askDatabase: () => ping(db),
    readStatistics: () => readStatistics(db),
  }),
  answerWithinMs,
  forMs: env.CACHE_MS,
  onFailure: (source, err) =>
    log.warn(
      { source, err },
      'reading statistics failed; its metrics are absent until it succeeds',
    ),
})
const server = await serve(createApp({ log, trustedForwarders: [env.EDGE_PRINCIPAL] }), env.LISTEN)
log.info({ listen: env.LISTEN }, 'serving requests')

onShutdown(() => [server.drain, monitor.close, () => db.destroy(), stopTracing])
