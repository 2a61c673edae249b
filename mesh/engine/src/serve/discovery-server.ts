import { chmod, rm } from 'node:fs/promises'
import { createServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import { z } from 'zod'
import { acknowledged } from './acknowledged.ts'
import type { Bulletin, Question } from './bulletin.ts'
import { answerFaults, type FaultControl } from './faults-endpoint.ts'
import { createReadiness } from './readiness.ts'

// Shorter than the patience of an Envoy.
const longestWaitMs = 60_000

const questionBody = z.object({
  version_info: z.string().default(''),
  node: z.object({ id: z.string() }),
  resource_names: z.array(z.string()).default([]),
  type_url: z.string(),
})

interface Waiting extends Question {
  readonly knows: string
  readonly reply: (status: number, body?: object) => void
}

export interface DiscoveryServer {
  /** True once every Envoy has taken what was posted; false when some have not within the time. */
  readonly settled: (withinMs: number) => Promise<boolean>
  readonly stop: () => Promise<void>
}

/**
 * Answers the Envoys' questions for configuration on a Unix socket. A question for what its asker
 * knows already stays open until there is news. On `/faults` its owner says which faults are in force.
 * (Watched files would cost an inotify instance each, of which many systems allow 128 to a user.)
 */
export async function startDiscovery(
  socket: string,
  bulletin: Bulletin,
  refused: (question: Question) => void,
  control: FaultControl,
): Promise<DiscoveryServer> {
  const waiting = new Set<Waiting>()
  const told = new Map<string, string>()
  const readiness = createReadiness(bulletin)
  const envoys = acknowledged(bulletin)

  const answer = (question: Waiting): 'answered' | 'refused' | 'waits' => {
    const news = bulletin.read(question)
    if (news === undefined) return 'waits'
    const version = String(news.version)
    if (version === question.knows) return 'waits'
    const hold = readiness.holdMs(question, question.knows)
    if (hold > 0) {
      setTimeout(answerAll, hold, question.node).unref()
      return 'waits'
    }
    const step = `${question.knows} ${version}`
    const key = `${question.node} ${question.type} ${question.names.join(' ')}`
    if (question.knows !== '' && told.get(key) === step) return 'refused'
    told.set(key, step)
    const { type } = question
    question.reply(200, { version_info: version, type_url: type, resources: news.resources })
    return 'answered'
  }
  const answerAll = (node?: string) => {
    for (const question of waiting) {
      if (node !== undefined && question.node !== node) continue
      if (answer(question) === 'answered') waiting.delete(question)
    }
  }
  bulletin.onNews(() => answerAll())

  const server = createServer(async (request, response) => {
    if (request.url === '/faults') return controlled(control, request, response)
    const body = questionBody.safeParse(await readJson(request))
    if (!body.success) return reply(response)(400)
    const { node, type_url: type, resource_names: names, version_info: knows } = body.data
    const question = { node: node.id, type, names, knows, reply: reply(response) }
    readiness.heard(question, knows)
    envoys.asked(question, knows)
    answerAll(node.id)
    const outcome = answer(question)
    if (outcome === 'answered') return
    if (outcome === 'refused') refused(question)
    waiting.add(question)
    const timer = setTimeout(() => waiting.delete(question) && question.reply(304), longestWaitMs)
    response.once('close', () => {
      clearTimeout(timer)
      if (waiting.delete(question)) envoys.gone(question)
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
    settled: envoys.settled,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const session of sessions) session.destroy()
      }),
  }
}

async function controlled(
  control: FaultControl,
  request: Http2ServerRequest,
  response: Http2ServerResponse,
): Promise<void> {
  try {
    const given = await answerFaults(control, request.method, await readJson(request))
    reply(response)(given.status, given.body)
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

/** Undefined for what is not JSON, and for what its sender did not finish. */
async function readJson(request: Http2ServerRequest): Promise<unknown> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of request) chunks.push(chunk)
    return JSON.parse(Buffer.concat(chunks).toString())
  } catch {
    return undefined
  }
}
