import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { listens } from '../listens.ts'
import type { Resource } from '../supervisor/resource.ts'
import { type Engine, engineEnv } from './engine.ts'
import { type SamplingSettings, samplingEnv } from './sampling-settings.ts'

/** The ports of observability/compose.yaml, whose containers share the network of the host. */
export const stackPorts = { grafana: 3000, jaeger: 16_686, otlp: 4318, metrics: 8888 } as const

interface Stack {
  readonly engine: Engine
  readonly env: NodeJS.ProcessEnv
  readonly sampling: SamplingSettings
  /** The folder of data and state, whose logs the collector reads. */
  readonly home: string
  /** The address of the platform's Prometheus, when it runs. */
  readonly prometheusUrl: string | undefined
}

/** The containers of observability/compose.yaml. The platform may start without them: their images may have to be pulled first. */
export const stackResource = ({ engine, env, sampling, home, prometheusUrl }: Stack): Resource => ({
  name: 'stack',
  kind: 'collector',
  after: [],
  ports: stackPorts,
  sockets: {},
  optional: true,
  program: () => ({
    command: engine,
    args: ['compose', '-f', join(repositoryRoot, 'observability/compose.yaml'), 'up', '--no-color'],
    env: {
      ...engineEnv(env),
      STOA_HOME: home,
      STOA_UID: String(process.getuid?.() ?? 1000),
      STOA_GID: String(process.getgid?.() ?? 1000),
      ...(prometheusUrl && { STOA_PROMETHEUS: prometheusUrl }),
      ...samplingEnv(sampling),
    },
    onOrphaned: 'TERM',
  }),
  isReady: async () => (await listens(stackPorts.grafana)) && listens(stackPorts.otlp),
  stop: { signal: 'SIGTERM', withinMs: 20_000 },
})
