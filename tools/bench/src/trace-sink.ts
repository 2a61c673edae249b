import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface TraceCounts {
  readonly requests: number
  readonly spans: number
  readonly bytes: number
}

export interface TraceSink {
  readonly pid: number
  readonly url: string
  counts(): Promise<TraceCounts>
  stop(): void
}

/** Starts an OTLP endpoint in a separate process, so that its CPU is measured separately. */
export async function startTraceSink(): Promise<TraceSink> {
  const child = fork(join(import.meta.dirname, 'trace-sink-process.ts'))
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return {
    pid: child.pid ?? 0,
    url: `http://127.0.0.1:${port}`,
    async counts() {
      child.send('count')
      const [answer] = (await once(child, 'message')) as [{ counts: TraceCounts }]
      return answer.counts
    },
    stop: () => child.disconnect(),
  }
}
