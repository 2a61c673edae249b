import { expect, it } from 'vitest'
import { spansOfJaeger } from './jaeger.ts'
import { decodeExport } from './otlp.ts'
import { startSpanReceiver } from './receiver.ts'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const spanId = '00f067aa0ba902b7'
const parentSpanId = '11f067aa0ba902b7'
const link = { traceId: 'aa'.repeat(16), spanId: 'bb'.repeat(8) }

const expected = {
  ...{ traceId, spanId, parentSpanId, service: 'orders', name: 'publish a', kind: 'producer' },
  ...{ attributes: { 'stoa.order_id': 'o-1', n: 5 }, links: [link] },
}

const json = JSON.stringify({
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'orders' } }] },
      scopeSpans: [
        {
          spans: [
            {
              ...{ traceId, spanId, parentSpanId, name: 'publish a', kind: 4, links: [link] },
              attributes: [
                { key: 'stoa.order_id', value: { stringValue: 'o-1' } },
                { key: 'n', value: { intValue: 5 } },
              ],
              startTimeUnixNano: '1',
            },
          ],
        },
      ],
    },
  ],
})

const field = (number: number, value: Buffer | string) => {
  const bytes = Buffer.from(value)
  const { length } = bytes
  const size = length < 128 ? [length] : [(length & 127) | 128, length >> 7]
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...size]), bytes])
}
const attribute = (key: string, value: Buffer) => Buffer.concat([field(1, key), field(2, value)])
const text = (value: string) => field(1, value)
const hex = (value: string) => Buffer.from(value, 'hex')
const nested = (...parts: Buffer[]) => Buffer.concat(parts)

/** As Envoy sends it, unknown fields (7: the start time) included. */
const protobuf = field(
  1,
  nested(
    field(1, field(1, attribute('service.name', text('orders')))),
    field(
      2,
      field(
        2,
        nested(
          ...[field(1, hex(traceId)), field(2, hex(spanId)), field(4, hex(parentSpanId))],
          ...[field(5, 'publish a'), Buffer.from([6 << 3, 4])],
          ...[Buffer.from([(7 << 3) | 1, 0, 0, 0, 0, 0, 0, 0, 0])],
          field(9, attribute('stoa.order_id', text('o-1'))),
          field(9, attribute('n', Buffer.from([3 << 3, 5]))),
          field(13, nested(field(1, hex(link.traceId)), field(2, hex(link.spanId)))),
        ),
      ),
    ),
  ),
)

it('an export is read as JSON and as protobuf', () => {
  expect(decodeExport(Buffer.from(json), 'application/json')).toEqual([expected])
  expect(decodeExport(protobuf, 'application/x-protobuf')).toEqual([expected])
})

it.each([
  ['application/json', '{'],
  ['application/json', '{"resourceSpans":[{"scopeSpans":5}]}'],
  ['application/x-protobuf', '\x0a\xff'],
])('a malformed export is answered 400 and counted: %s', async (contentType, body) => {
  const receiver = await startSpanReceiver()
  const response = await fetch(`${receiver.url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body: Buffer.from(body, 'latin1'),
  })
  expect([response.status, receiver.refused(), receiver.spans()]).toEqual([400, 1, []])
  await receiver.stop()
})

it("a trace is read from Jaeger's answer", () => {
  const answer = {
    data: [
      {
        spans: [
          {
            ...{ traceID: traceId, spanID: spanId, operationName: 'publish a', processID: 'p1' },
            references: [
              { refType: 'CHILD_OF', traceID: traceId, spanID: parentSpanId },
              { refType: 'FOLLOWS_FROM', traceID: link.traceId, spanID: link.spanId },
            ],
            tags: [
              { key: 'span.kind', value: 'producer' },
              { key: 'stoa.order_id', value: 'o-1' },
              { key: 'n', value: 5 },
            ],
          },
        ],
        processes: { p1: { serviceName: 'orders' } },
      },
    ],
  }
  const { attributes, ...rest } = expected
  expect(spansOfJaeger(answer)).toMatchObject([{ ...rest, attributes }])
  expect(spansOfJaeger({ data: null })).toEqual([])
})

it('a reference of the same trace is the parent, though Jaeger calls one that is linked as well FOLLOWS_FROM', () => {
  const references = [
    { refType: 'FOLLOWS_FROM', traceID: link.traceId, spanID: link.spanId },
    { refType: 'FOLLOWS_FROM', traceID: traceId, spanID: parentSpanId },
  ]
  const span = { traceID: traceId, spanID: spanId, operationName: 'process a', processID: 'p1' }
  const answer = {
    data: [{ spans: [{ ...span, references }], processes: { p1: { serviceName: 'orders' } } }],
  }
  expect(spansOfJaeger(answer)).toMatchObject([{ parentSpanId, links: [link] }])
})
