import { keptPercentOf } from '@stoa/observability'
import { findBuilt } from '../find-built.ts'
import type { Ports } from '../ports.ts'
import type { Resource } from '../supervisor/resource.ts'
import { type Engine, findEngine } from './engine.ts'
import { readReceiverSettings } from './receiver-settings.ts'
import { collectorResource, jaegerResource } from './resources.ts'
import { readSamplingSettings } from './sampling-settings.ts'
import { stackPorts, stackResource } from './stack.ts'

export interface Traces {
  /** Where services and Envoys send their spans; undefined when nobody receives them. */
  readonly otlpEndpoint: string | undefined
  /** Share of the traces begun here that are sampled, 0 to 1; undefined: that of the Telemetry resources. */
  readonly ratio: number | undefined
  readonly jaegerUrl: string | undefined
  /** How long the collector that runs here waits before it decides; undefined when its file says it, or when there is none. */
  readonly decisionWait: string | undefined
  /** What the collector that runs here keeps of the traces without an error that were not slow, in percent; undefined when there is none. */
  readonly keptPercent: number | undefined
  readonly resources: readonly Resource[]
}

interface TracesOptions {
  readonly observability?: boolean | undefined
  /** Any free ports: the stack of containers, which has the usual ones, does not run. */
  readonly ephemeral?: boolean | undefined
  readonly env: NodeJS.ProcessEnv
  readonly ports: Ports
  readonly log: (line: string) => void
  readonly find?: typeof findBuilt
  /** The container engine that runs the whole stack; undefined when there is none. */
  readonly engine?: (env: NodeJS.ProcessEnv) => Engine | undefined
  readonly home: string
  readonly prometheusUrl?: string | undefined
}

const address = '127.0.0.1'

/**
 * Who receives the spans: with `observability` the stack of containers, where an engine answers; else the collector, which hands those that it keeps to Jaeger, or the one of both that was
 * built; else the receiver that `OTEL_EXPORTER_OTLP_ENDPOINT` names.
 */
export async function openTraces({
  observability,
  ephemeral,
  env,
  ports,
  log,
  find = findBuilt,
  engine: engineIn = findEngine,
  home,
  prometheusUrl,
}: TracesOptions): Promise<Traces> {
  const { endpoint: given, ratio } = readReceiverSettings(env)
  const noReceiver = {
    ...{ ratio, otlpEndpoint: undefined, jaegerUrl: undefined, resources: [] },
    ...{ decisionWait: undefined, keptPercent: undefined },
  }
  if (given && observability)
    log(
      'OTEL_EXPORTER_OTLP_ENDPOINT is set, so spans go there and the platform starts without the collector, Jaeger and the containers; unset it to start them',
    )
  if (!observability || given) return { ...noReceiver, otlpEndpoint: given }
  const sampling = readSamplingSettings(env)
  const base = {
    ...{ ...noReceiver, decisionWait: sampling.decisionWait },
    keptPercent: keptPercentOf(sampling.keptPercent),
  }
  const engine = ephemeral ? undefined : engineIn(env)
  if (engine)
    return {
      ...base,
      otlpEndpoint: `http://${address}:${stackPorts.otlp}`,
      jaegerUrl: `http://${address}:${stackPorts.jaeger}`,
      resources: [stackResource({ engine, env, sampling, home, prometheusUrl })],
    }
  if (!ephemeral)
    log(
      'Grafana and Loki are not here and the platform starts without them: they run as containers, and neither docker nor podman with compose answers',
    )
  const [collector, jaeger] = [find('collector'), find('jaeger')]
  for (const [name, program] of Object.entries({ collector, jaeger }))
    if (!program)
      log(
        `${name} is not here and the platform starts without it; \`npx stoa tools build ${name}\` builds it`,
      )
  if (!jaeger) return noReceiver
  const query = await ports.near(16_686, 'Jaeger')
  const jaegerOtlp = await ports.near(4319, "Jaeger's receiver")
  const resources = [
    jaegerResource({
      program: jaeger,
      address,
      ports: { query, otlp: jaegerOtlp, grpc: await ports.free() },
    }),
  ]
  const jaegerUrl = `http://${address}:${query}`
  const toJaeger = `http://${address}:${jaegerOtlp}`
  if (!collector) return { ...noReceiver, otlpEndpoint: toJaeger, jaegerUrl, resources }
  const otlp = await ports.near(4318, 'the collector')
  const metrics = await ports.near(8888, "the collector's metrics")
  resources.push(
    collectorResource({
      program: collector,
      address,
      sampling,
      ports: { otlp, metrics },
      jaegerOtlp: toJaeger,
    }),
  )
  return { ...base, otlpEndpoint: `http://${address}:${otlp}`, jaegerUrl, resources }
}
