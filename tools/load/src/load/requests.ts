import { hash } from 'node:crypto'
import type { Edge } from '../edge/edge.ts'
import type { Heard } from '../edge/send.ts'
import type { Body } from './bodies.ts'
import type { History } from './history.ts'
import { pauseMs, verdictOf } from './verdict.ts'

export interface Buyer {
  readonly customerId: string
  readonly token: string
}

interface Request {
  readonly key: string
  readonly buyer: Buyer
  readonly body: Body
  readonly intendedMs: number
  attempts: number
  status: number | null
}

export interface Requests {
  readonly outstanding: number
  place(key: string, buyer: Buyer, body: Body, intendedMs: number): void
  /** Sends again what is due; call it every millisecond or so. */
  tick(nowMs: number): void
}

export interface RequestsOptions {
  readonly edge: Pick<Edge, 'send'>
  readonly history: History
  readonly giveUpAfterMs: number
  readonly accepted: (orderId: string, intendedMs: number, nowMs: number) => void
  readonly failed: (outcome: 'failed' | 'unknown', status: number | null) => void
}

const orderIdOf = (text: string): string | null =>
  /"orderId":"([0-9a-f-]{36})"/.exec(text)?.[1] ?? null

/** Places orders over the edge, each until it has an answer or its time is over, always with its own key. */
export function openRequests(options: RequestsOptions): Requests {
  const { edge, history, accepted, failed, giveUpAfterMs } = options
  let waiting: { readonly request: Request; readonly dueMs: number }[] = []
  let outstanding = 0

  const settle = (request: Request, outcome: 'ok' | 'failed' | 'unknown', text: string | null) => {
    outstanding -= 1
    const { key, buyer, body, intendedMs, status, attempts } = request
    const orderId = outcome === 'ok' && text !== null ? orderIdOf(text) : null
    history.add({
      time: Math.round(performance.timeOrigin + intendedMs),
      ...{ key, caller: buyer.customerId, bodyHash: body.hash, outcome, status },
      responseHash: text === null ? null : hash('sha256', text),
      ...{ orderId, attempts },
    })
    if (outcome === 'ok' && orderId) accepted(orderId, intendedMs, performance.now())
    else failed(outcome === 'unknown' ? 'unknown' : 'failed', status)
  }

  const hear = (request: Request, heard: Heard) => {
    request.status = heard instanceof Error ? null : heard.status
    switch (verdictOf(heard)) {
      case 'accepted':
        return settle(request, 'ok', heard instanceof Error ? null : heard.text)
      case 'refused':
        return settle(request, 'failed', heard instanceof Error ? null : heard.text)
      case 'ask again': {
        const now = performance.now()
        if (now - request.intendedMs > giveUpAfterMs) return settle(request, 'unknown', null)
        return void waiting.push({ request, dueMs: now + pauseMs(request.attempts) })
      }
    }
  }

  const transmit = (request: Request) => {
    request.attempts += 1
    const { key: idempotencyKey, buyer, body } = request
    edge.send(
      { method: 'POST', path: '/v1/orders', body: body.text, token: buyer.token, idempotencyKey },
      (heard) => hear(request, heard),
    )
  }

  return {
    get outstanding() {
      return outstanding
    },
    place(key, buyer, body, intendedMs) {
      outstanding += 1
      transmit({ key, buyer, body, intendedMs, attempts: 0, status: null })
    },
    tick(nowMs) {
      if (waiting.length === 0) return
      const due = waiting.filter(({ dueMs }) => dueMs <= nowMs)
      if (due.length === 0) return
      waiting = waiting.filter(({ dueMs }) => dueMs > nowMs)
      for (const { request } of due) transmit(request)
    },
  }
}
