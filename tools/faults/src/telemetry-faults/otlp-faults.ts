import { randomBytes } from 'node:crypto'
import { untilCounted } from './counted.ts'
import type { TelemetryFault } from './fault.ts'
import { sendSpans, spansOf } from './send-spans.ts'

const hourMs = 3_600_000
const mebibyte = 1024 * 1024
const refused = /^http_server_request_duration_seconds_count\{.*http_response_status_code="4\d\d"/

const valid = () => spansOf('orders', [{ startMs: Date.now() - 1, endMs: Date.now() }])
const malformed: readonly (() => readonly [string | Buffer<ArrayBuffer>, string?])[] = [
  () => [valid().slice(0, -20)],
  () => [valid().replace(/"traceId":"\w+"/, '"traceId":"nine"')],
  () => [randomBytes(2_000), 'application/x-protobuf'],
  () => [valid(), 'text/plain'],
  () => ['[]'],
]

const malformedOtlp: TelemetryFault = {
  name: 'malformed OTLP',
  run: ({ shop: { platform } }) =>
    untilCounted(platform.state, refused, 300, async () => {
      for (let i = 0; i < 300; i += 1) {
        const [body, type] = malformed[i % malformed.length]?.() ?? ['']
        await sendSpans(platform.state, body, type)
      }
    }),
}

const hugeSpan: TelemetryFault = {
  name: 'a span of 10 MB',
  run: ({ shop: { platform } }) =>
    untilCounted(platform.state, refused, 20, async () => {
      const now = { startMs: Date.now() - 1, endMs: Date.now() }
      const body = spansOf('orders', [now], 'x'.repeat(10_000_000))
      for (let i = 0; i < 20; i += 1) await sendSpans(platform.state, body)
    }),
}

const hugeTrace: TelemetryFault = {
  name: 'a trace of 2 MiB',
  run: ({ shop: { platform } }) =>
    untilCounted(
      platform.state,
      /^otelcol_processor_tail_sampling_traces_dropped_too_large/,
      20,
      async () => {
        const now = { startMs: Date.now() - 1, endMs: Date.now() }
        for (let i = 0; i < 20; i += 1)
          await sendSpans(platform.state, spansOf('orders', [now], 'x'.repeat(2 * mebibyte)))
      },
    ),
}

/** Every such trace looks as if it took two hours, and is kept as a slow one. */
const clocksApart: TelemetryFault = {
  name: 'clocks an hour apart',
  run: ({ shop: { platform } }) =>
    untilCounted(
      platform.state,
      /^otelcol_processor_tail_sampling_count_traces_sampled\w*\{.*policy="slow".*sampled="true"/,
      1_000,
      async () => {
        for (let i = 0; i < 1_000; i += 1) {
          const now = Date.now()
          const times = [now - hourMs, now, now + hourMs]
          const spans = times.map((startMs) => ({ startMs, endMs: startMs + 5 }))
          await sendSpans(platform.state, spansOf('orders', spans))
        }
      },
    ),
}

export const otlpFaults = [malformedOtlp, hugeSpan, hugeTrace, clocksApart]
