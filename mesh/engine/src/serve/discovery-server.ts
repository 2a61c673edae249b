import { chmod, rm } from 'node:fs/promises'
import { createServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import { z } from 'zod'
import { trackAcknowledgements } from './acknowledgements.ts'
import { answerFaults, type FaultControl } from './faults-endpoint.ts'
import { createRouteDelay } from './route-delay.ts'
import type { SnapshotCache, Subscription } from './snapshot-cache.ts'

// Shorter than the request timeout of an Envoy.
const longestWaitMs = 60_000
const discoveryRequest = z.object({
  version_info: z.string().default(''),
  node: z.object({ id: z.string() }),
  resource_names: z.array(z.string()).default([]),
  type_url: z.string(),
})

interface PendingRequest extends Subscription {
  /** The version that the Envoy has applied; empty for none. */
  readonly version: string
  readonly reply: (status: number, body?: object) => void
}

export interface DiscoveryServer {
  /** Resolves to true once every Envoy has applied the current snapshot, to false at the timeout. */
  readonly applied: (timeoutMs: number) => Promise<boolean>
  readonly stop: () => Promise<void>
}

/**
 * Answers the Envoys' discovery requests (xDS over REST) on a Unix socket. A request stays open
 * until there is a newer snapshot than the Envoy has applied. `/faults` reads and replaces the active
 * faults. (Watched files would cost an inotify instance each, and many systems allow a user 128.)
 *
 * @param onRejected called with each subscription whose Envoy rejected a snapshot
 */
export async function startDiscovery(
  socket: string,
  cache: SnapshotCache,
  onRejected: (subscription: Subscription) => void,
  control: FaultControl,
): Promise<DiscoveryServer> {
  const pending = new Set<PendingRequest>()
  const sent = new Map<string, string>()
  const routeDelay = createRouteDelay(cache)
  const acknowledgements = trackAcknowledgements(cache)
  const tryAnswer = (request: PendingRequest): 'answered' | 'rejected' | 'pending' => {
    const snapshot = cache.get(request)
    if (snapshot === undefined) return 'pending'
    const version = String(snapshot.version)
    if (version === request.version) return 'pending'
    const delayMs = routeDelay.delayMs(request, request.version)
    if (delayMs > 0) {
      setTimeout(answerPending, delayMs, request.node).unref()
      return 'pending'
    }
    const update = `${request.version} ${version}`
    const key = `${request.node} ${request.type} ${request.names.join(' ')}`
    if (request.version !== '' && sent.get(key) === update) return 'rejected'
    sent.set(key, update)
    const { type } = request
    request.reply(200, { version_info: version, type_url: type, resources: snapshot.resources })
    return 'answered'
  }
  const answerPending = (node?: string) => {
    for (const request of pending) {
      if (node !== undefined && request.node !== node) continue
      if (tryAnswer(request) === 'answered') pending.delete(request)
    }
  }
  cache.onChange(() => answerPending())
  const server = createServer(async (request, response) => {
    if (request.url === '/faults') return handleFaults(control, request, response)
    const body = discoveryRequest.safeParse(await readJson(request))
    if (!body.success) return reply(response)(400)
    const { node, type_url: type, resource_names: names, version_info: version } = body.data
    const received = { node: node.id, type, names, version, reply: reply(response) }
    routeDelay.acknowledged(received, version)
    acknowledgements.requested(received, version)
    answerPending(node.id)
    const outcome = tryAnswer(received)
    if (outcome === 'answered') return
    if (outcome === 'rejected') onRejected(received)
    pending.add(received)
    const timer = setTimeout(() => pending.delete(received) && received.reply(304), longestWaitMs)
    response.once('close', () => {
      clearTimeout(timer)
      if (pending.delete(received)) acknowledgements.closed(received)
    })
  })
  const sessions = new Set<{ destroy: () => void }>()
  server.on('session', (session) => {
    sessions.add(session)
    session.once('close', () => sessions.delete(session))
  })
  await rm(socket, { force: true })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ path: socket, readableAll: false, writableAll: false }, resolve)
  })
  await chmod(socket, 0o600)
  return {
    applied: acknowledgements.applied,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const session of sessions) session.destroy()
      }),
  }
}

async function handleFaults(
  control: FaultControl,
  request: Http2ServerRequest,
  response: Http2ServerResponse,
): Promise<void> {
  try {
    const { status, body } = await answerFaults(control, request.method, await readJson(request))
    reply(response)(status, body)
  } catch (error) {
    reply(response)(500, { message: error instanceof Error ? error.message : String(error) })
  }
}

const reply =
  (response: Http2ServerResponse) =>
  (status: number, body?: object): void => {
    if (response.writableEnded || response.destroyed) return
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(body === undefined ? '' : JSON.stringify(body))
  }

/** The JSON body of a request; undefined when it is not JSON or was not sent completely. */
async function readJson(request: Http2ServerRequest): Promise<unknown> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of request) chunks.push(chunk)
    return JSON.parse(Buffer.concat(chunks).toString())
  } catch {
    return undefined
  }
}
