import type { Span, SpanContext } from '@opentelemetry/api'
import { currentSpans, isSampled } from './context.ts'
import { failSpan, SpanKind, startSpan } from './span.ts'
import type { SpanAttributes } from './span-attributes.ts'

export interface BatchSpan {
  /** Ends it, as failed if there is an error. */
  end(error?: unknown): void
}

interface BatchSpanOptions {
  readonly kind: SpanKind
  readonly attributes: SpanAttributes
}

const notRecorded: BatchSpan = { end: () => undefined }

/**
 * Records work that is done for several traces at once, such as a transaction for a batch of events: a span in each trace
 * that is sampled, and one in a trace of its own, which links them and which they link. So each trace is complete,
 * and none contains another.
 */
export function startBatchSpan(
  name: string,
  members: readonly SpanContext[],
  { kind, attributes }: BatchSpanOptions,
): BatchSpan {
  const sampled = members.filter(isSampled)
  if (sampled.length === 0) return notRecorded
  const spans: Span[] = []
  const links: SpanContext[] = []
  if (members.length > 1) {
    const size = { 'stoa.batch.size': members.length, 'stoa.batch.sampled': sampled.length }
    const batch = startSpan(name, {
      ...{ kind, newTraceFrom: sampled },
      attributes: { ...attributes, ...size },
    })
    spans.push(batch)
    links.push(batch.spanContext())
  }
  for (const parent of sampled) spans.push(startSpan(name, { kind, attributes, parent, links }))
  return {
    end(error) {
      for (const span of spans) {
        if (error !== undefined) failSpan(span, error)
        span.end()
      }
    },
  }
}

/**
 * For `connectPostgres`: a span for each transaction, in every trace that it is done for.
 *
 * @example connectPostgres(env.DATABASE_URL, { poolSize, startTransaction: transactionSpans('orders') })
 */
export function transactionSpans(database: string): () => BatchSpan {
  const options = {
    kind: SpanKind.CLIENT,
    attributes: {
      'db.system.name': 'postgresql',
      'db.namespace': database,
      'db.operation.name': 'transaction',
    },
  }
  const name = `transaction ${database}`
  return () => startBatchSpan(name, currentSpans(), options)
}

/** A span for one statement on behalf of these traces. */
export const startStatementSpan = (
  operation: string,
  collection: string,
  members: readonly SpanContext[],
): BatchSpan =>
  startBatchSpan(`${operation} ${collection}`, members, {
    kind: SpanKind.CLIENT,
    attributes: {
      'db.system.name': 'postgresql',
      'db.operation.name': operation,
      'db.collection.name': collection,
    },
  })
