import { defineMessage } from '@stoa/contracts'
import { inContext, parseTraceparent } from '@stoa/service'
import { type RecordedSpans, recordSpans } from '@stoa/service/testing-spans'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { announce, packOutbox } from './outbox.ts'
import { endPublishSpans } from './publish-span.ts'
import { unpack } from './received.ts'
import { spansOf } from './spans.ts'

const reserve = defineMessage('stock.reserve', z.object({ orderId: z.string() }))
const traceparent = (digit: string, flag = '01') =>
  `00-${digit.repeat(32)}-${digit.repeat(16)}-${flag}`

let spans: RecordedSpans
beforeEach(() => {
  spans = recordSpans()
})
afterEach(() => spans.stop())

const publish = (...causes: Parameters<typeof announce>[3][]) => {
  const rows = packOutbox(
    causes.map((cause, index) => announce(reserve, 's', { orderId: `o-${index}` }, cause)),
    'orders',
  )
  for (const row of rows) endPublishSpans(row)
  return rows.flatMap(
    ({ id, payload }) => unpack(id, payload, new Map([[reserve.type, reserve]])).items,
  )
}

describe('a message', () => {
  it('is published and processed in the trace of its cause, each member of a batch in its own', () => {
    const received = publish(traceparent('a'), traceparent('b'), traceparent('c', '00'))
    const batch = spansOf(received, 'inventory')
    batch.end()
    const published = spans.named('publish stock.reserve')
    const processed = spans.named('process stock.reserve')
    expect(published.map((span) => span.parentSpanContext?.spanId)).toEqual([
      'a'.repeat(16),
      'b'.repeat(16),
    ])
    expect(processed.map((span) => span.parentSpanContext?.spanId)).toEqual(
      published.map((span) => span.spanContext().spanId),
    )
    expect(processed.map((span) => span.links[0]?.context.spanId)).toEqual(
      published.map((span) => span.spanContext().spanId),
    )
    expect(batch.items.map(({ message }) => parseTraceparent(message.traceparent)?.spanId)).toEqual(
      [...processed.map((span) => span.spanContext().spanId), 'c'.repeat(16)],
    )
  })

  it('has the attributes of the messaging conventions', () => {
    spansOf(publish(traceparent('a')), 'inventory').end()
    const common = {
      'messaging.system.name': 'nats',
      'messaging.destination.name': 'stock.reserve',
      'messaging.message.id': expect.any(String),
      'cloudevents.event_subject': 's',
      'stoa.order_id': 'o-0',
    }
    expect(spans.all().map((span) => [span.kind, span.attributes])).toEqual([
      [3, { ...common, 'messaging.operation.name': 'publish', 'messaging.operation.type': 'send' }],
      [
        4,
        {
          ...common,
          'messaging.operation.name': 'process',
          'messaging.operation.type': 'process',
          'messaging.consumer.group.name': 'inventory',
        },
      ],
    ])
  })

  it('that follows from a trace without being part of it starts its own, linked to all that caused it', () => {
    const request = parseTraceparent(traceparent('d', '00'))
    if (!request) throw new Error('not a traceparent')
    const [item] = inContext(request, () =>
      publish({ linkedTo: [traceparent('a'), null, traceparent('a')] }),
    )
    const [span] = spans.all()
    expect(span?.parentSpanContext).toBeUndefined()
    expect(span?.links.map((link) => link.context.spanId)).toEqual(['a'.repeat(16), 'd'.repeat(16)])
    expect(item?.message.traceparent).toContain(span?.spanContext().traceId)
  })

  it('that a request causes is published in its trace and linked to the other', () => {
    publish({ traceparent: traceparent('d'), linkedTo: [traceparent('a')] })
    const [span] = spans.all()
    expect(span?.parentSpanContext?.spanId).toBe('d'.repeat(16))
    expect(span?.links.map((link) => link.context.spanId)).toEqual(['a'.repeat(16)])
  })

  it('in a trace that is not sampled costs no span and keeps its traceparent', () => {
    const [item] = publish(traceparent('c', '00'))
    expect(item?.message.traceparent).toBe(traceparent('c', '00'))
    expect(spans.all()).toEqual([])
  })
})
