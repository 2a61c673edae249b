import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace'
import { startRecording } from './trace/start.ts'

export type { ReadableSpan }

export interface RecordedSpans {
  /** The spans that have ended. */
  all(): readonly ReadableSpan[]
  named(name: string): readonly ReadableSpan[]
  stop(): Promise<void>
}

/** Records the spans of this process in memory, with a share of the traces started here. */
export function recordSpans(ratio = 1): RecordedSpans {
  const exporter = new InMemorySpanExporter()
  const stop = startRecording(
    { service: 'test', instance: 'test', ratio },
    new SimpleSpanProcessor({ exporter }),
  )
  const all = () => exporter.getFinishedSpans()
  return { all, named: (name) => all().filter((span) => span.name === name), stop }
}
