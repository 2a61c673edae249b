import { edgeService, type Span } from './span.ts'
import { type Step, stepsOf, type TracedOrder } from './steps.ts'

export interface OrderTrace {
  readonly orderId: string
  readonly traceId: string
  /** Spans that began the trace. A caller outside may have begun it: then the edge's span is its root here. */
  readonly roots: number
  /** Spans whose parent is missing. */
  readonly orphans: readonly string[]
  readonly missingSteps: readonly string[]
  readonly whole: boolean
}

/** Judges the trace of each order: one root, no orphan, every step below the step that caused it. */
export function judgeTraces(
  spans: readonly Span[],
  orders: readonly TracedOrder[],
): readonly OrderTrace[] {
  const byTrace = Map.groupBy(spans, ({ traceId }) => traceId)
  return orders.map((order) => judge(order, byTrace.get(order.traceId) ?? []))
}

function judge(order: TracedOrder, spans: readonly Span[]): OrderTrace {
  const { orderId, traceId } = order
  const ids = new Set(spans.map(({ spanId }) => spanId))
  const top = spans.filter(({ parentSpanId }) => !parentSpanId || !ids.has(parentSpanId))
  const [roots, orphans] = [top.filter(isRoot), top.filter((span) => !isRoot(span))]
  const missingSteps = missingIn(spans, stepsOf(order))
  return {
    ...{ orderId, traceId, missingSteps, roots: roots.length },
    orphans: orphans.map(({ service, name }) => `${service}: ${name}`),
    whole: roots.length === 1 && orphans.length === 0 && missingSteps.length === 0,
  }
}

const isRoot = ({ parentSpanId, service }: Span): boolean =>
  !parentSpanId || service === edgeService

/** Steps that no span below a span of their cause is. A step may have several spans, after a repetition. */
function missingIn(spans: readonly Span[], steps: readonly Step[]): string[] {
  const found = new Map<string, ReadonlySet<string>>()
  for (const { name, is, below } of steps) {
    const causes = below === undefined ? undefined : found.get(below)
    const matching = spans.filter(
      (span) =>
        is(span) && (below === undefined || (span.parentSpanId && causes?.has(span.parentSpanId))),
    )
    found.set(name, new Set(matching.map(({ spanId }) => spanId)))
  }
  return steps.filter(({ name }) => found.get(name)?.size === 0).map(({ name }) => name)
}

export interface TracesReport {
  readonly orders: number
  readonly whole: number
  readonly withoutRoot: number
  readonly orphans: number
  readonly missingSteps: Readonly<Record<string, number>>
}

/** Sums up judged traces: `orphans` counts spans, `missingSteps` the orders that lack each step. */
export function reportOf(traces: readonly OrderTrace[]): TracesReport {
  const missingSteps: Record<string, number> = {}
  for (const trace of traces)
    for (const step of trace.missingSteps) missingSteps[step] = (missingSteps[step] ?? 0) + 1
  return {
    orders: traces.length,
    whole: traces.filter(({ whole }) => whole).length,
    withoutRoot: traces.filter(({ roots }) => roots !== 1).length,
    orphans: traces.reduce((sum, { orphans }) => sum + orphans.length, 0),
    missingSteps,
  }
}
