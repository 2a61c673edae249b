import { hash, randomUUID } from 'node:crypto'
import type { Edge, EdgeResponse, HistoryWriter } from '@stoa/load'
import type { Generated } from './generate.ts'
import type { OrderBook } from './order-book.ts'
import type { Sent } from './plans.ts'

/** By operation: how many requests had which result, `202` or `422 /reason must be a single line`. */
export type Results = Record<string, Record<string, number>>

const placing = 'POST /v1/orders'
const quoting = 'POST /v1/quotes'
const inFlight = 24

interface Problem {
  readonly detail?: string
  readonly errors?: readonly { readonly field: string; readonly message: string }[]
}

function resultOf({ status, text }: EdgeResponse): string {
  if (status < 300) return String(status)
  let problem: Problem = {}
  try {
    problem = JSON.parse(text) as Problem
  } catch {
    return `${status} ${text.slice(0, 100)}`
  }
  const [first] = problem.errors ?? []
  const reason = first ? `${first.field} ${first.message}` : (problem.detail ?? '')
  return `${status} ${reason.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID').replace(/\d+/g, 'N')}`
}

interface Deps {
  readonly edge: Edge
  readonly history: HistoryWriter
  readonly book: OrderBook
}

async function send(deps: Deps, name: string, sent: Sent): Promise<string> {
  const { edge, history, book } = deps
  const { path, caller, roles } = sent
  const body = JSON.stringify(sent.body)
  const key = randomUUID()
  const time = Date.now()
  const token = await edge.token(caller, ...roles)
  const method = name.startsWith('PUT') ? 'PUT' : 'POST'
  const response = await edge.request({ method, path, token, body, idempotencyKey: key })
  const { status, text } = response
  const accepted = status < 300
  if (name === placing) {
    const { orderId = null } = accepted ? (JSON.parse(text) as { orderId: string }) : {}
    history.add({
      ...{ time, key, caller, bodyHash: hash('sha256', body), status, orderId, attempts: 1 },
      outcome: accepted ? 'ok' : 'failed',
      responseHash: hash('sha256', text),
    })
    const { carrier } = (sent.body as { delivery: { carrier: string } }).delivery
    if (orderId) book.accepted({ orderId, customer: caller, carrier })
  }
  if (name === quoting && accepted)
    book.issued(
      (sent.body as { customerId: string }).customerId,
      (JSON.parse(text) as { quote: string }).quote,
    )
  return resultOf(response)
}

/** Sends every request, some at once; one that lacks its target is left out. */
export async function sendAll(deps: Deps, requests: readonly Generated[]): Promise<Results> {
  const results: Results = {}
  let next = 0
  const work = async () => {
    for (let request = requests[next++]; request; request = requests[next++]) {
      const sent = request.send(deps.book)
      if (!sent) continue
      const result = await send(deps, request.name, sent)
      const counts = results[request.name] ?? {}
      results[request.name] = { ...counts, [result]: (counts[result] ?? 0) + 1 }
    }
  }
  await Promise.all(Array.from({ length: inFlight }, work))
  return results
}
