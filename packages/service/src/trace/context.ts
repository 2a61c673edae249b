import { AsyncLocalStorage } from 'node:async_hooks'
import { type SpanContext, TraceFlags } from '@opentelemetry/api'

const traceparentPattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

/** Parses a W3C `traceparent` header; undefined when it is missing or malformed. */
export function parseTraceparent(header: string | null | undefined): SpanContext | undefined {
  const match = header ? traceparentPattern.exec(header) : null
  if (!match?.[1] || !match[2] || !match[3]) return undefined
  if (/^0+$/.test(match[1]) || /^0+$/.test(match[2])) return undefined
  const traceFlags = Number.parseInt(match[3], 16) & TraceFlags.SAMPLED
  return { traceId: match[1], spanId: match[2], traceFlags, isRemote: true }
}

export const formatTraceparent = (span: SpanContext): string =>
  `00-${span.traceId}-${span.spanId}-0${span.traceFlags & TraceFlags.SAMPLED}`

export const isSampled = ({ traceFlags }: SpanContext): boolean =>
  (traceFlags & TraceFlags.SAMPLED) !== 0

/** The span of the work under way; several when it is done for several traces at once. */
const current = new AsyncLocalStorage<SpanContext | readonly SpanContext[]>()

const isOne = (spans: SpanContext | readonly SpanContext[]): spans is SpanContext =>
  'traceId' in spans

/** Runs `work` for this span: logs and calls inside carry its ids. */
export const inContext = <Result>(span: SpanContext, work: () => Result): Result =>
  current.run(span, work)

/** Runs work that is done for several traces at once; inside, `currentSpan` is the only one or none. */
export const inContexts = <Result>(spans: readonly SpanContext[], work: () => Result): Result =>
  current.run(spans.length === 1 && spans[0] ? spans[0] : spans, work)

/** The span of the work under way; undefined outside any, and in work for several traces at once. */
export function currentSpan(): SpanContext | undefined {
  const spans = current.getStore()
  return spans && isOne(spans) ? spans : undefined
}

/** The spans of the work under way, one for each trace that it is done for. */
export function currentSpans(): readonly SpanContext[] {
  const spans = current.getStore()
  if (!spans) return []
  return isOne(spans) ? [spans] : spans
}

/** The W3C `traceparent` header of the current span, to send with a request or an event. */
export function currentTraceparent(): string | undefined {
  const span = currentSpan()
  return span && formatTraceparent(span)
}
