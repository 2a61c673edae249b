import { join } from 'node:path'
import { CannotRun, type Command, repositoryRoot } from '@stoa/topology'

const usage = `usage: stoa up [options]

Starts the platform on this machine: Postgres, NATS, Envoy sidecars, every
service and demo traffic. Stays in the foreground; Ctrl-C or stoa down stops it.

options:
  --no-traffic        start no demo traffic
  --no-metrics        start no Prometheus, no Alertmanager and no exporter
  --scrape-seconds N  how often Prometheus reads metrics, 1 to 10 (default 5)
  --observability     with Grafana, Loki, Jaeger and the trace collector in
                      containers, where Docker or Podman answers; else with
                      the collector and Jaeger, where they are built
  --watch             when a file is saved, replace the services that run it
  --fresh             delete all data first
  --services A,B      start only these services
  --replicas A=2,...  instances of a service, 1 to 8 (default 1); repeatable
  --json              when ready, print {"ready","seconds","urls"}
  --help              print this text

STOA_HOME is the folder of data and state (default .stoa in the repository).

example:
  npx stoa up --no-traffic --replicas orders=2

exit status:
  0  the platform was stopped
  1  it could not start
  2  wrong arguments`

export const up: Command = {
  name: 'up',
  summary: 'start the platform (the same as npm start)',
  usage,
  async run(args) {
    if (!process.execve)
      throw new CannotRun('this Node has no process.execve; start the platform with `npm start`')
    const start = join(repositoryRoot, 'tools/run/bin/start.js')
    return process.execve(process.execPath, [process.execPath, start, ...args], process.env)
  },
}
