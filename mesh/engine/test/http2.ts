import { connect, type OutgoingHttpHeaders } from 'node:http2'

/** Sends a request without a body over HTTP/2, which allows any method; resolves with the status of the response. */
export async function statusOverHttp2(
  port: number,
  ca: Buffer,
  headers: OutgoingHttpHeaders,
): Promise<number | undefined> {
  const session = connect(`https://localhost:${port}`, { ca })
  const status = await new Promise<number | undefined>((resolve, reject) => {
    session.on('error', reject)
    const request = session.request(headers)
    request.on('response', (answer) => resolve(answer[':status']))
    request.on('error', reject)
    request.resume()
  })
  session.close()
  return status
}
