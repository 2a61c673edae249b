import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A process that takes traces over OTLP/HTTP, counts them and throws them away. */
const counts = { requests: 0, spans: 0, bytes: 0 }
const mark = Buffer.from('"startTimeUnixNano"')

const spansIn = (body: Buffer): number => {
  let spans = 0
  for (let at = body.indexOf(mark); at >= 0; at = body.indexOf(mark, at + mark.length)) spans += 1
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
