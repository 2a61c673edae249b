import type { Context } from '@opentelemetry/api'
import {
  BatchSpanProcessor,
  type ReadableSpan,
  type Span,
  type SpanExporter,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace'
import { counter } from '../metrics.ts'

const maxQueued = 8_192
const maxBatch = 1_024
const sendEveryMs = 1_000
const sendTimeoutMs = 10_000

const ended = counter({
  name: 'otel_sdk_processor_span_processed_total',
  help: 'Sampled spans that ended; with an error type, those that were dropped because the queue was full',
  labels: { error_type: ['', 'queue_full'] },
})
const exported = counter({
  name: 'otel_sdk_exporter_span_exported_total',
  help: 'Spans that were sent; with an error type, those that were given up because the receiver refused them or did not answer',
  labels: { error_type: ['', 'failed'] },
})

type Export = SpanExporter['export']
type ExportResult = Parameters<Parameters<Export>[1]>[0]

const succeeded = 0

/**
 * Sends spans in batches. At most `maxQueued` wait; while the receiver is slow or away, further ones are dropped and counted, and
 * nothing else is delayed.
 */
export function exportInBatches(exporter: SpanExporter): SpanProcessor {
  let queued = 0
  const counted: SpanExporter = {
    export(spans, done) {
      exporter.export(spans, (result: ExportResult) => {
        queued -= spans.length
        exported.inc({ error_type: result.code === succeeded ? '' : 'failed' }, spans.length)
        // The batch is given up either way; an error would only reach the SDK's own handler.
        done({ code: succeeded })
      })
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  }
  const batches = new BatchSpanProcessor({
    exporter: counted,
    maxQueueSize: maxQueued,
    maxExportBatchSize: maxBatch,
    scheduledDelayMillis: sendEveryMs,
    exportTimeoutMillis: sendTimeoutMs,
  })
  return {
    onStart: (span: Span, context: Context) => batches.onStart(span, context),
    onEnd(span: ReadableSpan) {
      if (queued >= maxQueued) return ended.inc({ error_type: 'queue_full' })
      queued += 1
      ended.inc({ error_type: '' })
      batches.onEnd(span)
    },
    forceFlush: () => batches.forceFlush(),
    shutdown: () => batches.shutdown(),
  }
}
