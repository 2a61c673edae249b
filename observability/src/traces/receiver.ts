import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { decodeExport } from './otlp.ts'
import type { Span } from './span.ts'

export interface SpanReceiver {
  /** Base address for `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string
  spans(): readonly Span[]
  /** Exports that could not be read. */
  refused(): number
  clear(): void
  stop(): Promise<void>
}

/** Receives spans over OTLP/HTTP and holds them in memory: for tests and checks, not for a platform that goes on. */
export async function startSpanReceiver(): Promise<SpanReceiver> {
  let spans: Span[] = []
  let refused = 0
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const contentType = request.headers['content-type'] ?? ''
      try {
        for (const span of decodeExport(Buffer.concat(chunks), contentType)) spans.push(span)
        response.writeHead(200, { 'content-type': contentType }).end()
      } catch {
        refused += 1
        response.writeHead(400).end()
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: () => spans,
    refused: () => refused,
    clear() {
      spans = []
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
