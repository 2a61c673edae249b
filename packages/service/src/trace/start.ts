import { setTimeout as wait } from 'node:timers/promises'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import type { SpanProcessor } from '@opentelemetry/sdk-trace'
import { exportInBatches } from './export.ts'
import { setSampling } from './span.ts'

/** A receiver of spans that is away, or has ended first, does not keep the process. */
const stopWithinMs = 2_000

export interface TracingOptions {
  readonly service: string
  readonly instance: string
  /** OTLP/HTTP base address; without it nothing is recorded, and trace contexts are still passed on. */
  readonly endpoint?: string | undefined
  /** Share of the traces started here that are sampled, 0 to 1; the caller's decision is followed for others. */
  readonly ratio: number
}

/** Starts tracing for this process; returns a function that exports the remaining spans, for 2 s at most, and stops. */
export function startTracing({ endpoint, ...options }: TracingOptions): () => Promise<void> {
  if (!endpoint) return async () => undefined
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` })
  return startRecording(options, exportInBatches(exporter))
}

/** Records spans and hands those that end to this processor. */
export function startRecording(
  { service, instance, ratio }: Omit<TracingOptions, 'endpoint'>,
  processor: SpanProcessor,
): () => Promise<void> {
  const recorder = {
    resource: resourceFromAttributes({
      'service.name': service,
      'service.namespace': 'commerce',
      'service.instance.id': instance,
    }),
    instrumentationScope: { name: 'stoa' },
    onEnd: processor.onEnd.bind(processor),
  }
  setSampling({ recorder, ratio })
  return async () => {
    await Promise.race([processor.shutdown(), wait(stopWithinMs, undefined, { ref: false })])
    setSampling({ recorder: undefined, ratio })
  }
}
