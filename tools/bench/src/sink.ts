import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface SinkCounts {
  readonly requests: number
  readonly spans: number
  readonly bytes: number
}

export interface Sink {
  readonly pid: number
  readonly url: string
  counts(): Promise<SinkCounts>
  stop(): void
}

/** Starts the sink as a process of its own, so that its cost is told apart. */
export async function startSink(): Promise<Sink> {
  const child = fork(join(import.meta.dirname, 'otlp-sink.ts'))
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return {
    pid: child.pid ?? 0,
    url: `http://127.0.0.1:${port}`,
    async counts() {
      child.send('count')
      const [answer] = (await once(child, 'message')) as [{ counts: SinkCounts }]
      return answer.counts
    },
    stop: () => child.disconnect(),
  }
}
