import { createServer, type IncomingMessage, type RequestListener } from 'node:http'

export interface Seen {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
}

interface Answered {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface App {
  readonly seen: Seen[]
  readonly stop: () => Promise<void>
}

/** Stands in for a service behind its sidecar: answers what it saw, on a Unix socket. */
export async function startEcho(
  socket: string,
  answer: (request: Seen) => Answered | undefined = () => undefined,
): Promise<App> {
  const seen: Seen[] = []
  const listener: RequestListener = (request, response) => {
    const one = { method: request.method ?? '', path: request.url ?? '', headers: request.headers }
    seen.push(one)
    request.resume()
    const { status, body, headers }: Answered = answer(one) ?? { status: 200 }
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(JSON.stringify(body ?? one))
  }
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { seen, stop }
}
