import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { listens } from '../listens.ts'
import type { Resource } from '../supervisor/resource.ts'
import { type SamplingSettings, samplingEnv } from './sampling-settings.ts'

interface Process {
  readonly program: string
  readonly address: string
}

const configuration = (file: string) => join(repositoryRoot, 'observability', file)

const stop = { signal: 'SIGTERM', withinMs: 3_000 } as const

/** Jaeger with the newest traces in memory. */
export const jaegerResource = ({
  program,
  address,
  ports,
}: Process & { readonly ports: { query: number; otlp: number; grpc: number } }): Resource => ({
  name: 'jaeger',
  kind: 'jaeger',
  after: [],
  ports,
  sockets: {},
  optional: true,
  program: () => ({
    command: program,
    args: ['--config', configuration('jaeger.yaml')],
    env: {
      PATH: process.env.PATH,
      GOMAXPROCS: '1',
      // Above it Jaeger refuses spans, so Go has to collect what is free before.
      GOMEMLIMIT: '384MiB',
      STOA_JAEGER_QUERY: `${address}:${ports.query}`,
      STOA_JAEGER_GRPC: `${address}:${ports.grpc}`,
      STOA_JAEGER_LISTEN: `${address}:${ports.otlp}`,
    },
    onOrphaned: 'KILL',
  }),
  isReady: async () => (await listens(ports.query)) && listens(ports.otlp),
  stop,
})

/** The collector, which samples whole traces and hands them to Jaeger. */
export const collectorResource = ({
  program,
  address,
  sampling,
  ports,
  jaegerOtlp,
}: Process & {
  readonly sampling: SamplingSettings
  readonly ports: { otlp: number; metrics: number }
  readonly jaegerOtlp: string
}): Resource => ({
  name: 'collector',
  kind: 'collector',
  after: ['jaeger'],
  ports,
  sockets: {},
  optional: true,
  program: () => ({
    command: program,
    args: ['--config', `file:${configuration('collector.yaml')}`],
    env: {
      PATH: process.env.PATH,
      GOMAXPROCS: '1',
      // Its limiter counts what is in use; Go would keep half as much again of what it has freed.
      GOMEMLIMIT: '320MiB',
      STOA_COLLECTOR_LISTEN: `${address}:${ports.otlp}`,
      STOA_COLLECTOR_METRICS_PORT: String(ports.metrics),
      STOA_JAEGER_OTLP: jaegerOtlp,
      ...samplingEnv(sampling),
    },
    onOrphaned: 'KILL',
  }),
  isReady: () => listens(ports.otlp),
  stop,
})
