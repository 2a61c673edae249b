import { parseArgs } from 'node:util'

export const startUsage = `usage: npm start -- [options]

Starts the whole platform on this machine: Postgres, NATS, Envoy sidecars, every service, demo traffic.

  --json              when ready, print one line of JSON; everything else goes to standard error
  --no-traffic        no demo traffic
  --no-metrics        no Prometheus, no Alertmanager, no exporter
  --scrape-seconds N  how often Prometheus reads metrics (1 to 10, default 5)
  --observability     with Grafana, Loki, Jaeger and the trace collector in containers, where Docker or Podman
                      answers; else with the collector and Jaeger that \`npx stoa tools build\` has built
  --watch             when a file is saved, replace the services that run it, without a failed order
  --fresh             delete all data first
  --services a,b      start only these services
  --replicas a=2,...  start so many replicas of a service (1 to 8, default 1)
  --help              print this text

Ctrl-C stops everything, and so does the end of npm or of the terminal; \`nohup npm start &\` outlives its terminal.
STOA_HOME is the folder of data and state (default .stoa).`

/** @throws Error that names the wrong argument */
export function parseStartOptions(args) {
  const { values } = parseArgs({
    args,
    allowNegative: true,
    options: {
      json: { type: 'boolean', default: false },
      traffic: { type: 'boolean', default: true },
      metrics: { type: 'boolean', default: true },
      'scrape-seconds': { type: 'string', default: '5' },
      observability: { type: 'boolean', default: false },
      watch: { type: 'boolean', default: false },
      fresh: { type: 'boolean', default: false },
      services: { type: 'string' },
      replicas: { type: 'string', multiple: true },
      help: { type: 'boolean', default: false },
    },
  })
  return {
    json: values.json,
    traffic: values.traffic,
    metrics: values.metrics,
    scrapeSeconds: secondsOf(values['scrape-seconds']),
    observability: values.observability,
    watch: values.watch,
    fresh: values.fresh,
    help: values.help,
    ...(values.services === undefined ? {} : { services: listOf(values.services) }),
    replicas: Object.fromEntries((values.replicas ?? []).flatMap(listOf).map(replicasOf)),
  }
}

const listOf = (text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean)

/** The rate over a minute, which rules take, needs several samples in it. */
export const maxScrapeSeconds = 10

function secondsOf(text) {
  const seconds = Number(text)
  if (!/^\d+$/.test(text) || seconds < 1 || seconds > maxScrapeSeconds)
    throw new Error(`--scrape-seconds: expected 1 to ${maxScrapeSeconds}, found ${text}`)
  return seconds
}

const maxReplicas = 8

function replicasOf(text) {
  const match = /^([a-z][a-z0-9-]*)=(\d{1,9})$/.exec(text)
  if (!match) throw new Error(`--replicas: expected the form orders=2, found ${text}`)
  const replicas = Number(match[2])
  if (replicas < 1 || replicas > maxReplicas)
    throw new Error(`--replicas: expected 1 to ${maxReplicas} of ${match[1]}, found ${match[2]}`)
  return [match[1], replicas]
}
