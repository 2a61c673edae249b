import type { Span, SpanContext } from '@opentelemetry/api'
import type { Message } from '@stoa/contracts'
import {
  failSpan,
  formatTraceparent,
  isSampled,
  parseTraceparent,
  type SpanAttributes,
  SpanKind,
  startSpan,
} from '@stoa/service'
import type { Received } from './received.ts'

type Operation = 'publish' | 'process'

const typeOf: Readonly<Record<Operation, string>> = { publish: 'send', process: 'process' }

/** OpenTelemetry's messaging conventions. Each event is a message of its own, though several travel in one of the broker. */
export function messageAttributes(
  operation: Operation,
  { id, type, subject, data }: Pick<Message, 'id' | 'type' | 'subject' | 'data'>,
): SpanAttributes {
  const { orderId } = data as { orderId?: unknown }
  return {
    'messaging.system.name': 'nats',
    'messaging.operation.name': operation,
    'messaging.operation.type': typeOf[operation],
    'messaging.destination.name': type,
    'messaging.message.id': id,
    ...(orderId !== subject && { 'cloudevents.event_subject': subject }),
    ...(typeof orderId === 'string' && { 'stoa.order_id': orderId }),
  }
}

const spans = new WeakMap<Received, Span>()

/** Marks the span of an event whose handler failed. */
export function failReceived(item: Received, error: unknown): void {
  const span = spans.get(item)
  if (span) failSpan(span, error)
}

export interface BatchSpans {
  /** The events, each carrying on its own trace. */
  readonly items: readonly Received[]
  /** The first span, whose trace is an example of the batch. */
  readonly sampled: SpanContext | undefined
  end(error?: unknown): void
}

/** A span for every event of the batch whose trace is sampled; the others cost nothing. */
export function spansOf(batch: readonly Received[], service: string): BatchSpans {
  const started: Span[] = []
  const items = batch.map((item) => {
    const parent = parseTraceparent(item.message.traceparent)
    if (!parent || !isSampled(parent)) return item
    const span = startSpan(`process ${item.message.type}`, {
      ...{ kind: SpanKind.CONSUMER, parent, links: [parent] },
      attributes: {
        ...messageAttributes('process', item.message),
        'messaging.consumer.group.name': service,
      },
    })
    started.push(span)
    const message = { ...item.message, traceparent: formatTraceparent(span.spanContext()) }
    const traced = { ...item, message }
    spans.set(traced, span)
    return traced
  })
  return {
    items,
    sampled: started[0]?.spanContext(),
    end(error) {
      for (const span of started) {
        if (error !== undefined) failSpan(span, error)
        span.end()
      }
    },
  }
}
