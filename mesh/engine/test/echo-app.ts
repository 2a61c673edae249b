import { createServer, type IncomingMessage, type RequestListener } from 'node:http'

export interface Seen {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
}

export interface App {
  readonly seen: Seen[]
  readonly stop: () => Promise<void>
}

/** The response to a request; undefined for the default, `nothing` to leave the request open. */
export type Answerer = (
  request: Seen,
) => { readonly status: number; readonly body?: unknown } | 'nothing' | undefined

/**
 * Replaces a service behind its sidecar: responds on a Unix socket with the request that it
 * received, and takes headers as long as a service does.
 */
export async function startEcho(
  socket: string,
  answer: Answerer = () => undefined,
  headers: Readonly<Record<string, string>> = {},
): Promise<App> {
  const seen: Seen[] = []
  const listener: RequestListener = (request, response) => {
    const one = { method: request.method ?? '', path: request.url ?? '', headers: request.headers }
    seen.push(one)
    request.resume()
    const reply = answer(one) ?? { status: 200 }
    if (reply === 'nothing') return
    const { status, body } = reply
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(JSON.stringify(body ?? one))
  }
  const server = createServer({ maxHeaderSize: 96 * 1024 }, listener)
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { seen, stop }
}
