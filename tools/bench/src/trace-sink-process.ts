import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Runs in a separate process: receives traces over OTLP/HTTP, counts their spans and discards them. */
const counts = { requests: 0, spans: 0, bytes: 0 }
const spanMarker = Buffer.from('"startTimeUnixNano"')

const spansIn = (body: Buffer): number => {
  let spans = 0
  for (
    let at = body.indexOf(spanMarker);
    at >= 0;
    at = body.indexOf(spanMarker, at + spanMarker.length)
  )
    spans += 1
  return spans
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks)
    counts.requests += 1
    counts.bytes += body.length
    counts.spans += spansIn(body)
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
})
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port })
})
process.on('message', () => process.send?.({ counts }))
process.on('disconnect', () => process.exit(0))
