import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type Attributes,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'

export { SpanKind }

export interface TracingOptions {
  readonly service: string
  readonly instance: string
  /** OTLP/HTTP base address; without it spans are created and not exported. */
  readonly endpoint?: string | undefined
  /** Share of the traces started here that are sampled, 0 to 1; the caller's decision is followed for others. */
  readonly ratio: number
}

/** Starts tracing for this process; returns a function that exports the remaining spans and stops. */
export function startTracing(options: TracingOptions): () => Promise<void> {
  const exporter =
    options.endpoint &&
    new OTLPTraceExporter({ url: `${options.endpoint.replace(/\/$/, '')}/v1/traces` })
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': options.service,
      'service.namespace': 'commerce',
      'service.instance.id': options.instance,
    }),
    sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    spanProcessors: exporter
      ? [new BatchSpanProcessor({ exporter, maxQueueSize: 8192, maxExportBatchSize: 1024 })]
      : [],
  })
  trace.setGlobalTracerProvider(provider)
  rootSamplingRatio = options.ratio
  return () => provider.shutdown()
}

let rootSamplingRatio = 1

const hex = (digits: number): string => {
  let text = ''
  while (text.length < digits)
    text += Math.floor(Math.random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0')
  return text
}

/** A span that is not recorded: ids to propagate, at next to no cost. */
const unsampledSpan = (parent: SpanContext | undefined): Span =>
  trace.wrapSpanContext({
    traceId: parent?.traceId ?? hex(32),
    spanId: hex(16),
    traceFlags: TraceFlags.NONE,
  })

const traceparentPattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

/** Parses a W3C `traceparent` header; undefined when it is missing or malformed. */
export function parseTraceparent(header: string | undefined): SpanContext | undefined {
  const match = header === undefined ? null : traceparentPattern.exec(header)
  if (!match?.[1] || !match[2] || !match[3] || /^0+$/.test(match[1])) return undefined
  const traceFlags = Number.parseInt(match[3], 16) & TraceFlags.SAMPLED
  return { traceId: match[1], spanId: match[2], traceFlags, isRemote: true }
}

export const formatTraceparent = (span: SpanContext): string =>
  `00-${span.traceId}-${span.spanId}-0${span.traceFlags & TraceFlags.SAMPLED}`

const current = new AsyncLocalStorage<SpanContext>()

/** The span that `inSpan` or `withSpan` made current. */
export const currentSpan = (): SpanContext | undefined => current.getStore()

/** The W3C `traceparent` header of the current span, to send with a request or an event. */
export function currentTraceparent(): string | undefined {
  const span = current.getStore()
  return span && formatTraceparent(span)
}

export interface SpanOptions {
  readonly kind?: SpanKind
  readonly attributes?: Attributes
  readonly parent?: SpanContext | undefined
  readonly links?: Link[]
  readonly startTime?: Date | number
}

/** Starts a span below `parent` or the current span; the caller must end it. */
export function startSpan(name: string, options: SpanOptions = {}): Span {
  const parent = options.parent ?? current.getStore()
  const sampled = parent
    ? parent.traceFlags & TraceFlags.SAMPLED
    : Math.random() < rootSamplingRatio
  if (!sampled) return unsampledSpan(parent)
  const context = parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT
  const { kind = SpanKind.INTERNAL, attributes, links, startTime } = options
  return trace.getTracer('stoa').startSpan(
    name,
    {
      kind,
      ...(attributes && { attributes }),
      ...(links && { links }),
      ...(startTime && { startTime }),
    },
    context,
  )
}

/** Runs `work` with `span` as the current span: logs and calls inside carry its ids. */
export const inSpan = <Result>(span: Span, work: () => Result): Result =>
  current.run(span.spanContext(), work)

/**
 * Runs `work` inside a new span, marked as failed if `work` throws.
 *
 * @example await withSpan('book fedex', { kind: SpanKind.CLIENT }, () => carrier.book(parcel))
 */
export async function withSpan<Result>(
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<Result>,
): Promise<Result> {
  const span = startSpan(name, options)
  try {
    return await inSpan(span, () => work(span))
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR })
    throw error
  } finally {
    span.end()
  }
}
