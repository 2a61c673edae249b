import protobuf from 'protobufjs'
import { z } from 'zod'
import type { Span, SpanKind } from './span.ts'

/** The part of OTLP's trace messages that is read here; unknown fields are skipped. */
const root = protobuf.Root.fromJSON({
  nested: {
    Request: { fields: { resourceSpans: { rule: 'repeated', type: 'ResourceSpans', id: 1 } } },
    ResourceSpans: {
      fields: {
        resource: { type: 'Resource', id: 1 },
        scopeSpans: { rule: 'repeated', type: 'ScopeSpans', id: 2 },
      },
    },
    Resource: { fields: { attributes: { rule: 'repeated', type: 'KeyValue', id: 1 } } },
    ScopeSpans: { fields: { spans: { rule: 'repeated', type: 'Span', id: 2 } } },
    Span: {
      fields: {
        traceId: { type: 'bytes', id: 1 },
        spanId: { type: 'bytes', id: 2 },
        parentSpanId: { type: 'bytes', id: 4 },
        name: { type: 'string', id: 5 },
        kind: { type: 'int32', id: 6 },
        attributes: { rule: 'repeated', type: 'KeyValue', id: 9 },
        links: { rule: 'repeated', type: 'Link', id: 13 },
      },
    },
    Link: { fields: { traceId: { type: 'bytes', id: 1 }, spanId: { type: 'bytes', id: 2 } } },
    KeyValue: { fields: { key: { type: 'string', id: 1 }, value: { type: 'AnyValue', id: 2 } } },
    AnyValue: {
      fields: {
        stringValue: { type: 'string', id: 1 },
        boolValue: { type: 'bool', id: 2 },
        intValue: { type: 'int64', id: 3 },
        doubleValue: { type: 'double', id: 4 },
      },
    },
  },
})
const request = root.lookupType('Request')

/** JSON writes ids in hexadecimal, protobuf in bytes. */
const id = z
  .union([z.string(), z.instanceof(Uint8Array)])
  .optional()
  .transform((value) =>
    typeof value === 'string' ? value : value && Buffer.from(value).toString('hex'),
  )
const attributes = z
  .array(z.object({ key: z.string(), value: z.record(z.string(), z.unknown()).optional() }))
  .default([])
  .transform((list) =>
    Object.fromEntries(list.map(({ key, value }) => [key, Object.values(value ?? {})[0]])),
  )
const kinds: readonly SpanKind[] = [
  'internal',
  'internal',
  'server',
  'client',
  'producer',
  'consumer',
]

const schema = z.object({
  resourceSpans: z
    .array(
      z.object({
        resource: z.object({ attributes }).optional(),
        scopeSpans: z
          .array(
            z.object({
              spans: z
                .array(
                  z.object({
                    ...{ traceId: id, spanId: id, parentSpanId: id, attributes },
                    name: z.string().default(''),
                    kind: z.number().default(0),
                    links: z.array(z.object({ traceId: id, spanId: id })).default([]),
                  }),
                )
                .default([]),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
})

/** The spans of an OTLP export, as services (JSON) and Envoys (protobuf) send it. @throws Error when it is none */
export function decodeExport(body: Buffer, contentType: string): Span[] {
  const message = contentType.includes('json')
    ? JSON.parse(body.toString('utf8'))
    : request.toObject(request.decode(body), { longs: Number })
  return schema.parse(message).resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(resource?.attributes['service.name'] ?? '')
    return scopeSpans.flatMap(({ spans }) =>
      spans.map(({ traceId = '', spanId = '', parentSpanId, kind, links, ...span }) => ({
        ...span,
        ...{ traceId, spanId, parentSpanId: parentSpanId || undefined, service },
        kind: kinds[kind] ?? 'internal',
        links: links.map((link) => ({ traceId: link.traceId ?? '', spanId: link.spanId ?? '' })),
      })),
    )
  })
}
