import { randomBytes } from 'node:crypto'
import type { PlatformState } from '@stoa/topology'

export interface SpanTimes {
  readonly startMs: number
  readonly endMs: number
}

const nanoseconds = (ms: number) => `${BigInt(Math.round(ms)) * 1_000_000n}`

/** A request with one span for each of the times, all of one trace. */
export function spansOf(service: string, times: readonly SpanTimes[], text = ''): string {
  const traceId = randomBytes(16).toString('hex')
  const spans = times.map(({ startMs, endMs }) => ({
    ...{ traceId, spanId: randomBytes(8).toString('hex'), name: 'hostile', kind: 1 },
    startTimeUnixNano: nanoseconds(startMs),
    endTimeUnixNano: nanoseconds(endMs),
    attributes: [{ key: 'text', value: { stringValue: text } }],
  }))
  const attributes = [{ key: 'service.name', value: { stringValue: service } }]
  return JSON.stringify({ resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans }] }] })
}

/** Sends a body to the collector. The status of its answer; 0 when it closes the connection instead. */
export async function sendSpans(
  { resources }: PlatformState,
  body: string | Buffer<ArrayBuffer>,
  contentType = 'application/json',
): Promise<number> {
  const port = resources.find(({ name }) => name === 'collector')?.ports.otlp
  const headers = { 'content-type': contentType }
  try {
    const url = `http://127.0.0.1:${port}/v1/traces`
    return (await fetch(url, { method: 'POST', headers, body })).status
  } catch (error) {
    if (error instanceof TypeError) return 0
    throw error
  }
}
