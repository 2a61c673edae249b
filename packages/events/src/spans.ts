import { type Span, type SpanContext, SpanStatusCode } from '@opentelemetry/api'
import { formatTraceparent, parseTraceparent, SpanKind, startSpan } from '@stoa/service'
import type { Received } from './received.ts'

export interface BatchSpans {
  /** The events, each carrying on its own trace. */
  readonly items: readonly Received[]
  /** The first span, whose trace is an example of the batch. */
  readonly sampled: SpanContext | undefined
  end(done: boolean): void
}

/** A span for every event of the batch whose trace is kept; the others cost nothing. */
export function spansOf(batch: readonly Received[], service: string): BatchSpans {
  const spans: Span[] = []
  const items = batch.map((item) => {
    const parent = parseTraceparent(item.message.traceparent)
    if (!parent || parent.traceFlags === 0) return item
    const span = startSpan(`process ${item.message.type}`, {
      kind: SpanKind.CONSUMER,
      parent,
      attributes: {
        'messaging.system.name': 'nats',
        'messaging.operation.type': 'process',
        'messaging.destination.name': item.message.type,
        'messaging.message.id': item.message.id,
        'messaging.batch.message_count': batch.length,
        'messaging.consumer.group.name': service,
        'stoa.subject': item.message.subject,
      },
    })
    spans.push(span)
    const message = { ...item.message, traceparent: formatTraceparent(span.spanContext()) }
    return { ...item, message }
  })
  return {
    items,
    sampled: spans[0]?.spanContext(),
    end(done) {
      for (const span of spans) {
        if (!done) span.setStatus({ code: SpanStatusCode.ERROR })
        span.end()
      }
    },
  }
}
