import type { Span } from '@opentelemetry/api'
import { describe, expect, it, onTestFinished } from 'vitest'
import { canaries } from '../testing-canaries.ts'
import { recordSpans } from '../testing-spans.ts'
import { failSpan, SpanKind, startBatchSpan, startSpan, transactionSpans } from '../trace.ts'
import { inContexts, parseTraceparent } from './context.ts'

const sampled = parseTraceparent(`00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`)
if (!sampled) throw new Error('not a traceparent')

/** What the spans say, without their ids, which are any digits. */
function said(work: (span: Span) => void): string {
  const spans = recordSpans()
  onTestFinished(() => spans.stop())
  const span = startSpan('book a parcel', { parent: sampled })
  work(span)
  span.end()
  return JSON.stringify(
    spans.all().map(({ name, attributes, events, status }) => ({
      ...{ name, attributes, events, status },
    })),
  )
}

const failed = (fields: object, message = 'no') => Object.assign(new Error(message), fields)

/** Attributes by which other libraries record what was sent, queried and answered. */
const foreign = [
  ...['url.full', 'url.path', 'url.query', 'http.target', 'http.url', 'user_agent.original'],
  ...['http.request.header.authorization', 'http.request.header.cookie', 'http.request.body'],
  ...['db.query.text', 'db.statement', 'db.query.parameter.0', 'db.response.returned_rows'],
  ...['exception.message', 'exception.stacktrace', 'messaging.message.body', 'user.email'],
]

describe.each(Object.entries(canaries))('no span holds a %s', (_, canary) => {
  const ways: Readonly<Record<string, (span: Span) => void>> = {
    "in an error's message": (span) => failSpan(span, new Error(`bad: ${canary}`)),
    "in an error's cause": (span) =>
      failSpan(span, new Error('x', { cause: new Error(`bad ${canary}`) })),
    "in an error's name": (span) => failSpan(span, failed({ name: canary })),
    "in an error's code": (span) => failSpan(span, failed({ code: canary })),
    'as what was thrown': (span) => failSpan(span, canary),
    'as the text of its status': (span) => span.setStatus({ code: 2, message: canary }),
    'as an exception': (span) => span.recordException(new Error(canary)),
    'as an event': (span) => span.addEvent(canary, { 'exception.message': canary }),
    'in an attribute of another library': (span) =>
      foreign.forEach((name) => {
        span.setAttribute(name, canary)
        span.setAttributes({ [name]: [canary], [canary]: 1 })
      }),
    'as the subject of a message': (span) => span.setAttribute('cloudevents.event_subject', canary),
    'as the order of a message': (span) => span.setAttribute('stoa.order_id', canary),
    'as the id of a message': (span) => span.setAttribute('messaging.message.id', canary),
    'as a list': (span) => span.setAttribute('stoa.order_id', [canary]),
    'as a parameter of SQL': () =>
      inContexts([sampled], () => {
        const parameters = [canary]
        const detail = `Failing row contains (${canary}).`
        transactionSpans('shop')().end(failed({ code: '22P02', detail, parameters }, canary))
      }),
    "as a provider's answer to a batch": () =>
      startBatchSpan('stripe capture', [sampled, sampled], {
        ...{ kind: SpanKind.CLIENT, attributes: {} },
      }).end(failed({ code: canary, body: canary, headers: { authorization: canary } }, canary)),
  }
  it.each(Object.entries(ways))('%s', (_, work) => {
    const text = said(work)
    expect(text).toContain('book a parcel')
    expect(text).not.toContain(canary)
    expect(text).not.toMatch(/canary|7946|5566/i)
  })
})

it('an attribute of ours stays as it is', () => {
  const attributes = {
    'stoa.order_id': '0199f2aa-7c1e-7d3b-9a4f-0f4f5c1d2e3b',
    'cloudevents.event_subject': 'DEMO-01',
    'http.route': '/v1/orders/:orderId',
    'http.response.status_code': 200,
  }
  expect(JSON.parse(said((span) => span.setAttributes(attributes)))[0].attributes).toEqual(
    attributes,
  )
})
