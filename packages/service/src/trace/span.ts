import {
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api'
import { currentSpan, inContext, isSampled } from './context.ts'
import { RecordedSpan, type Recorder } from './recorded-span.ts'
import type { SpanAttributes } from './span-attributes.ts'

export { SpanKind }

export interface SpanOptions {
  readonly kind?: SpanKind
  readonly attributes?: SpanAttributes
  readonly parent?: SpanContext | undefined
  /**
   * The span starts a trace of its own, linked to these; it is sampled if one of them is. For work that follows from a
   * trace and is not part of it.
   */
  readonly newTraceFrom?: readonly SpanContext[]
  /** Spans that this one is related to without being their child. */
  readonly links?: readonly SpanContext[]
}

interface Sampling {
  /** Where spans go; undefined in a process that exports none. */
  readonly recorder: Recorder | undefined
  /** Share of the traces started here that are sampled, 0 to 1. */
  readonly ratio: number
}

let sampling: Sampling = { recorder: undefined, ratio: 1 }

export function setSampling(next: Sampling): void {
  sampling = next
}

const hex4 = Array.from({ length: 65_536 }, (_, n) => n.toString(16).padStart(4, '0'))

/** A random id of 16 or 32 hexadecimal digits. */
const hex = (digits: 16 | 32): string => {
  let text = ''
  for (let left = digits / 4; left > 0; left -= 1) text += hex4[Math.floor(Math.random() * 65_536)]
  return text
}

/** A span that is not recorded: ids to propagate, at next to no cost. */
const unrecordedSpan = (parent: SpanContext | undefined): Span =>
  trace.wrapSpanContext({
    traceId: parent?.traceId ?? hex(32),
    spanId: hex(16),
    traceFlags: TraceFlags.NONE,
  })

/** Starts a span below `parent` or the current span; the caller must end it. */
export function startSpan(name: string, options: SpanOptions = {}): Span {
  const { kind = SpanKind.INTERNAL, attributes, newTraceFrom, links = [] } = options
  const parent = newTraceFrom ? undefined : (options.parent ?? currentSpan())
  const inherited = parent ? [parent] : newTraceFrom
  const sampled = inherited ? inherited.some(isSampled) : Math.random() < sampling.ratio
  if (!sampled) return unrecordedSpan(parent)
  const { recorder } = sampling
  // Spans of others stay connected through a process that exports none.
  if (!recorder) return parent ? trace.wrapSpanContext(parent) : unrecordedSpan(parent)
  const traceId = parent?.traceId ?? hex(32)
  return new RecordedSpan({
    ...{ name, kind, parent, attributes, recorder },
    context: { traceId, spanId: hex(16), traceFlags: TraceFlags.SAMPLED },
    links: newTraceFrom ? [...newTraceFrom, ...links] : links,
  })
}

/** Runs `work` with `span` as the current span: logs and calls inside carry its ids. */
export const inSpan = <Result>(span: Span, work: () => Result): Result =>
  inContext(span.spanContext(), work)

/** What kind of error it is, without its message, which may hold what no span should. */
const errorTypeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown'
  const { code } = error as { code?: unknown }
  return typeof code === 'string' ? code : error.name
}

/** Marks a span as failed. */
export function failSpan(span: Span, error: unknown): void {
  if (!span.isRecording()) return
  span.setAttribute('error.type', errorTypeOf(error))
  span.setStatus({ code: SpanStatusCode.ERROR })
}

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
    failSpan(span, error)
    throw error
  } finally {
    span.end()
  }
}
