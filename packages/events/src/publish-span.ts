import type { Span } from '@opentelemetry/api'
import type { Message } from '@stoa/contracts'
import {
  currentSpan,
  failSpan,
  formatTraceparent,
  isSampled,
  parseTraceparent,
  SpanKind,
  type SpanOptions,
  startSpan,
} from '@stoa/service'
import { messageAttributes } from './spans.ts'

/** Traces that a message follows from without being part of them. */
export interface LinkedCause {
  readonly linkedTo: readonly (string | null | undefined)[]
  /** The span below which it is published; absent: the message starts a trace of its own. */
  readonly traceparent?: string | undefined
}

/** The work that caused a message: its `traceparent`, or the traces that the message is linked to. */
export type Cause = string | LinkedCause

function optionsOf(
  cause: Cause | undefined,
): Pick<SpanOptions, 'parent' | 'newTraceFrom' | 'links'> {
  if (cause === undefined) return { parent: currentSpan() }
  if (typeof cause === 'string') return { parent: parseTraceparent(cause) }
  const parent = parseTraceparent(cause.traceparent)
  const linked = cause.linkedTo.flatMap((one) => parseTraceparent(one) ?? [])
  const others = linked.filter(({ spanId }) => spanId !== parent?.spanId)
  const links = [...new Map(others.map((one) => [one.spanId, one])).values()]
  if (parent) return { parent, links }
  const current = currentSpan()
  const isNew = current && links.every(({ spanId }) => spanId !== current.spanId)
  return { newTraceFrom: links, links: isNew ? [current] : [] }
}

export interface PublishSpan {
  readonly traceparent: string | undefined
  /** From the decision to publish to the broker's acknowledgement; absent where the trace is not sampled. */
  readonly span: Span | undefined
}

/** Starts the span of a message that is to be published. Without one its cause is passed on as it is. */
export function startPublishSpan(
  message: Pick<Message, 'id' | 'type' | 'subject' | 'data'>,
  cause: Cause | undefined,
): PublishSpan {
  const options = optionsOf(cause)
  const { parent, newTraceFrom = parent ? [parent] : [] } = options
  const sampled = newTraceFrom.some(isSampled)
  if (!sampled && !options.newTraceFrom)
    return { traceparent: parent && formatTraceparent(parent), span: undefined }
  const span = startSpan(`publish ${message.type}`, {
    ...options,
    kind: SpanKind.PRODUCER,
    ...(sampled && { attributes: messageAttributes('publish', message) }),
  })
  return { traceparent: formatTraceparent(span.spanContext()), span: sampled ? span : undefined }
}

/** Ends the spans of a row's messages; as failed when the row was not published at once and stays in the outbox. */
export function endPublishSpans(
  { spans }: { readonly spans?: readonly Span[] },
  error?: unknown,
): void {
  for (const span of spans ?? []) {
    if (error !== undefined) failSpan(span, error)
    span.end()
  }
}
