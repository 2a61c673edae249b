import {
  type Attributes,
  type AttributeValue,
  type HrTime,
  type Link,
  type Span,
  type SpanContext,
  type SpanKind,
  type SpanStatus,
  SpanStatusCode,
} from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { keptValue, type SpanAttributes } from './span-attributes.ts'

/** One for each member of the largest batch. */
const maxLinks = 512

/** What the spans of a process have in common, and what happens to those that end. */
export interface Recorder extends Pick<ReadableSpan, 'resource' | 'instrumentationScope'> {
  onEnd(span: ReadableSpan): void
}

export interface RecordedOptions {
  readonly name: string
  readonly kind: SpanKind
  readonly context: SpanContext
  readonly parent: SpanContext | undefined
  readonly attributes: SpanAttributes | undefined
  readonly links: readonly SpanContext[]
  readonly recorder: Recorder
}

const now = (): HrTime => {
  const ms = performance.timeOrigin + performance.now()
  const seconds = Math.floor(ms / 1_000)
  return [seconds, Math.round((ms - seconds * 1_000) * 1e6)]
}

const linksTo = (contexts: readonly SpanContext[]): Link[] =>
  contexts.slice(0, maxLinks).map((context) => ({ context }))

/**
 * A span that is sampled. The SDK's takes three times as long to make: it asks samplers, copies contexts and cleans
 * attributes, none of which these spans need. Events are not recorded, nor the messages of exceptions and statuses.
 */
export class RecordedSpan implements Span, ReadableSpan {
  name: string
  readonly kind: SpanKind
  readonly parentSpanContext?: SpanContext
  readonly startTime: HrTime = now()
  endTime: HrTime = [0, 0]
  status: SpanStatus = { code: SpanStatusCode.UNSET }
  readonly attributes: Attributes = {}
  readonly links: Link[]
  readonly events = []
  ended = false
  droppedAttributesCount = 0
  readonly droppedEventsCount = 0
  droppedLinksCount = 0
  readonly #context: SpanContext
  readonly #recorder: Recorder

  constructor({ name, kind, context, parent, attributes, links, recorder }: RecordedOptions) {
    this.name = name
    this.kind = kind
    if (parent) this.parentSpanContext = parent
    this.#context = context
    this.#recorder = recorder
    this.links = linksTo(links)
    this.droppedLinksCount = links.length - this.links.length
    if (attributes) this.setAttributes(attributes)
  }

  get resource() {
    return this.#recorder.resource
  }
  get instrumentationScope() {
    return this.#recorder.instrumentationScope
  }
  get duration(): HrTime {
    const ns = (this.endTime[0] - this.startTime[0]) * 1e9 + this.endTime[1] - this.startTime[1]
    return [Math.floor(ns / 1e9), ns % 1e9]
  }

  spanContext = (): SpanContext => this.#context

  setAttribute(name: string, value: AttributeValue): this {
    if (this.ended) return this
    const kept = keptValue(name, value)
    if (kept === undefined) this.droppedAttributesCount += 1
    else this.attributes[name] = kept
    return this
  }

  setAttributes(attributes: Attributes): this {
    for (const name in attributes) {
      const value = attributes[name]
      if (value !== undefined) this.setAttribute(name, value)
    }
    return this
  }

  setStatus(status: SpanStatus): this {
    if (!this.ended) this.status = { code: status.code }
    return this
  }

  updateName(name: string): this {
    if (!this.ended) this.name = name
    return this
  }

  addLink({ context }: Link): this {
    return this.addLinks([{ context }])
  }

  addLinks(links: Link[]): this {
    for (const { context } of links) {
      if (this.links.length >= maxLinks) this.droppedLinksCount += 1
      else this.links.push({ context })
    }
    return this
  }

  addEvent(): this {
    return this
  }

  recordException(): void {}

  isRecording(): boolean {
    return !this.ended
  }

  end(): void {
    if (this.ended) return
    this.endTime = now()
    this.ended = true
    this.#recorder.onEnd(this)
  }
}
