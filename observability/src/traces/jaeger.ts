import { z } from 'zod'
import type { Span, SpanKind } from './span.ts'

const tag = z.object({ key: z.string(), value: z.unknown() })
const reference = z.object({ refType: z.string(), traceID: z.string(), spanID: z.string() })
const schema = z.object({
  data: z
    .array(
      z.object({
        spans: z.array(
          z.object({
            traceID: z.string(),
            spanID: z.string(),
            operationName: z.string(),
            processID: z.string(),
            references: z.array(reference).nullable().default([]),
            tags: z.array(tag).nullable().default([]),
          }),
        ),
        processes: z.record(z.string(), z.object({ serviceName: z.string() })),
      }),
    )
    .nullable(),
})

const kinds = new Set<unknown>(['internal', 'server', 'client', 'producer', 'consumer'])
const timeoutMs = 10_000

/**
 * Spans in Jaeger's own JSON; a link is a reference that is no parent. Jaeger keeps one reference of a parent that is linked as well, as
 * the process span of a message links it, and calls it FOLLOWS_FROM.
 */
export const spansOfJaeger = (answer: unknown): Span[] =>
  (schema.parse(answer).data ?? []).flatMap(({ spans, processes }) =>
    spans.map((span) => {
      const attributes = Object.fromEntries((span.tags ?? []).map(({ key, value }) => [key, value]))
      const references = span.references ?? []
      const inTrace = references.filter(({ traceID }) => traceID === span.traceID)
      const parent = inTrace.find(({ refType }) => refType === 'CHILD_OF') ?? inTrace[0]
      const kind = attributes['span.kind']
      return {
        ...{ traceId: span.traceID, spanId: span.spanID, parentSpanId: parent?.spanID, attributes },
        service: processes[span.processID]?.serviceName ?? '',
        name: span.operationName,
        kind: kinds.has(kind) ? (kind as SpanKind) : 'internal',
        links: references
          .filter((one) => one !== parent)
          .map(({ traceID, spanID }) => ({ traceId: traceID, spanId: spanID })),
      }
    }),
  )

/** The spans of one trace that Jaeger has; none when it does not know it. @throws Error when it does not answer */
export async function readTrace(jaegerUrl: string, traceId: string): Promise<Span[]> {
  const url = new URL(`/api/traces/${traceId}`, jaegerUrl)
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) })
  if (response.status === 404) return []
  if (!response.ok)
    throw new Error(`Jaeger at ${jaegerUrl} answered ${response.status} to ${url.pathname}`)
  return spansOfJaeger(await response.json())
}
