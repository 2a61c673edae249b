import { trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  AlwaysOnSampler,
  ParentBasedSampler,
  type SpanLimits,
  type SpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { exportInBatches } from './export.ts'
import { setSampling } from './span.ts'

export interface TracingOptions {
  readonly service: string
  readonly instance: string
  /** OTLP/HTTP base address; without it nothing is recorded, and trace contexts are still passed on. */
  readonly endpoint?: string | undefined
  /** Share of the traces started here that are sampled, 0 to 1; the caller's decision is followed for others. */
  readonly ratio: number
}

/** What a span may hold, so that none grows with what a caller sends. Links: one for each member of the largest batch. */
const spanLimits: SpanLimits = {
  attributeCountLimit: 48,
  attributeValueLengthLimit: 1_024,
  linkCountLimit: 512,
  attributePerLinkCountLimit: 4,
  eventCountLimit: 16,
  attributePerEventCountLimit: 8,
}

/** Starts tracing for this process; returns a function that exports the remaining spans and stops. */
export function startTracing({ endpoint, ...options }: TracingOptions): () => Promise<void> {
  if (!endpoint) return async () => undefined
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` })
  return startProvider(options, exportInBatches(exporter))
}

/** Starts tracing into this processor. */
export function startProvider(
  { service, instance, ratio }: Omit<TracingOptions, 'endpoint'>,
  processor: SpanProcessor,
): () => Promise<void> {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': service,
      'service.namespace': 'commerce',
      'service.instance.id': instance,
    }),
    // `startSpan` has decided before it gets here.
    sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    spanLimits,
    spanProcessors: [processor],
  })
  trace.setGlobalTracerProvider(provider)
  setSampling({ exports: true, ratio })
  return async () => {
    await provider.shutdown()
    trace.disable()
    setSampling({ exports: false, ratio })
  }
}
