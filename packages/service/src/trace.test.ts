import type { SpanExporter } from '@opentelemetry/sdk-trace'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exposition } from './exposition.ts'
import { type RecordedSpans, recordSpans } from './testing-spans.ts'
import { exportInBatches } from './trace/export.ts'
import { SpanKind } from './trace/span.ts'
import { startRecording } from './trace/start.ts'
import {
  currentSpan,
  currentSpans,
  formatTraceparent,
  inContexts,
  parseTraceparent,
  startBatchSpan,
  startSpan,
  transactionSpans,
  withSpan,
} from './trace.ts'

const context = (digit: string, sampled: boolean) => {
  const parsed = parseTraceparent(`00-${digit.repeat(32)}-${digit.repeat(16)}-0${sampled ? 1 : 0}`)
  if (!parsed) throw new Error('not a traceparent')
  return parsed
}
const a = context('a', true)
const b = context('b', true)
const c = context('c', false)

let spans: RecordedSpans
beforeEach(() => {
  spans = recordSpans()
})
afterEach(() => spans.stop())

const traceIds = () => spans.all().map((span) => span.spanContext().traceId)

describe('a span', () => {
  it('is recorded below its parent if that is sampled, else it only passes ids on', () => {
    startSpan('x', { parent: a }).end()
    const unsampled = startSpan('x', { parent: c })
    unsampled.end()
    expect(spans.all()).toHaveLength(1)
    expect(spans.all()[0]?.parentSpanContext?.spanId).toBe(a.spanId)
    expect(unsampled.spanContext()).toMatchObject({ traceId: c.traceId, traceFlags: 0 })
  })

  it('may start a trace of its own that is linked to others, and is sampled if one of them is', () => {
    startSpan('x', { newTraceFrom: [a, c] }).end()
    startSpan('x', { newTraceFrom: [c] }).end()
    const [span, ...more] = spans.all()
    expect(more).toEqual([])
    expect(span?.parentSpanContext).toBeUndefined()
    expect(span?.links.map((link) => link.context)).toEqual([a, c])
    expect(traceIds()).not.toContain(a.traceId)
  })

  it('says what kind of error failed it, and not its message', async () => {
    const secret = Object.assign(new Error('card pm_1 of ann@example.org'), { code: '23505' })
    await withSpan('x', { parent: a }, () => Promise.reject(secret)).catch(() => undefined)
    const [span] = spans.all()
    expect(span?.attributes['error.type']).toBe('23505')
    expect(JSON.stringify([span?.status, span?.attributes, span?.events])).not.toContain('pm_1')
  })

  it('holds no more than its limits, whatever it is given', () => {
    const span = startSpan('x', { parent: a })
    span.setAttribute('http.route', 'x'.repeat(10_000_000))
    span.setAttribute('stoa.order_id', 'x'.repeat(10_000_000))
    for (let n = 0; n < 1_000; n++) span.setAttribute(`k${n}`, n).addEvent('e')
    span.end()
    const [held] = spans.all()
    expect(String(held?.attributes['http.route'])).toHaveLength(1_024)
    expect(String(held?.attributes['stoa.order_id'])).toHaveLength(1_024)
    expect(Object.keys(held?.attributes ?? {})).toHaveLength(2)
    expect(held?.events).toEqual([])
    expect(held?.droppedAttributesCount).toBe(1_000)
  })

  it('of a process that exports none is its parent', async () => {
    await spans.stop()
    expect(startSpan('x', { parent: a }).spanContext()).toEqual(a)
  })
})

describe('a batch', () => {
  const options = { kind: SpanKind.CLIENT, attributes: {} }

  it('is a span in every sampled trace, and one in its own, which links them', () => {
    startBatchSpan('batch', [a, b, c], options).end()
    const [own, ...members] = spans.all()
    expect(members.map((span) => span.parentSpanContext?.spanId)).toEqual([a.spanId, b.spanId])
    expect(own?.links.map((link) => link.context)).toEqual([a, b])
    expect(traceIds()).toEqual([own?.spanContext().traceId, a.traceId, b.traceId])
    expect(members.map(({ links }) => links[0]?.context)).toEqual(
      members.map(() => own?.spanContext()),
    )
  })

  it('of one needs no trace of its own, and one without a sampled trace is not recorded', () => {
    startBatchSpan('batch', [a], options).end()
    startBatchSpan('batch', [c, c], options).end()
    expect(traceIds()).toEqual([a.traceId])
  })

  it('has its transaction in each of its traces', () => {
    inContexts([a, b], () => {
      expect([currentSpan(), currentSpans()]).toEqual([undefined, [a, b]])
      transactionSpans('shop')().end(Object.assign(new Error('no'), { code: '40001' }))
    })
    const inTraces = spans.all().filter((span) => span.parentSpanContext)
    expect(inTraces.map((span) => span.attributes)).toEqual(
      [a, b].map(() => ({
        'db.system.name': 'postgresql',
        'db.namespace': 'shop',
        'db.operation.name': 'transaction',
        'error.type': '40001',
      })),
    )
  })
})

it.each([undefined, null, '', '00-x', `00-${'0'.repeat(32)}-${'a'.repeat(16)}-01`])(
  'is no traceparent: %s',
  (header) => {
    expect(parseTraceparent(header)).toBeUndefined()
  },
)

it('formats what it parsed', () => {
  expect(formatTraceparent(a)).toBe(`00-${'a'.repeat(32)}-${'a'.repeat(16)}-01`)
})

describe('while the receiver does not answer', () => {
  it('a bounded number of spans waits, and the others are dropped and counted', async () => {
    await spans.stop()
    const silent: SpanExporter = { export: () => undefined, shutdown: async () => undefined }
    startRecording({ service: 's', instance: 's', ratio: 1 }, exportInBatches(silent))
    for (let n = 0; n < 9_000; n++) startSpan('x', { parent: a }).end()
    const { body } = await exposition()
    expect(body).toContain('otel_sdk_processor_span_processed_total{error_type=""} 8192')
    expect(body).toContain('otel_sdk_processor_span_processed_total{error_type="queue_full"} 808')
  })

  it('a receiver that never answers does not keep the process', async () => {
    await spans.stop()
    const silent: SpanExporter = { export: () => undefined, shutdown: () => new Promise(() => {}) }
    const stop = startRecording({ service: 's', instance: 's', ratio: 1 }, exportInBatches(silent))
    startSpan('x', { parent: a }).end()
    await stop()
    expect(startSpan('x', { parent: a }).isRecording()).toBe(false)
  })
})
