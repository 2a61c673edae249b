import { hash } from 'node:crypto'
import type { Edge } from '../edge/edge.ts'
import { classify, retryDelayMs } from '../edge/retry.ts'
import type { SendResult } from '../edge/send.ts'
import type { HistoryWriter } from './history.ts'
import type { OrderBody } from './order-bodies.ts'

export interface Buyer {
  readonly customerId: string
  readonly token: string
}

interface OrderRequest {
  readonly key: string
  readonly buyer: Buyer
  readonly body: OrderBody
  readonly intendedMs: number
  attempts: number
  status: number | null
}

export interface OrderSender {
  /** Requests without a final response. */
  readonly outstanding: number
  /** `key` is the idempotency key, `intendedMs` the intended start by performance.now(). */
  place(key: string, buyer: Buyer, body: OrderBody, intendedMs: number): void
  /** Sends the retries that are due; call it every few milliseconds. */
  sendDueRetries(nowMs: number): void
}

export interface OrderSenderOptions {
  readonly edge: Pick<Edge, 'send'>
  readonly history: HistoryWriter
  readonly giveUpAfterMs: number
  readonly onAccepted: (orderId: string, intendedMs: number, nowMs: number) => void
  readonly onFailed: (outcome: 'failed' | 'unknown', status: number | null) => void
}

const orderIdOf = (text: string): string | null =>
  /"orderId":"([0-9a-f-]{36})"/.exec(text)?.[1] ?? null

/** Places orders; repeats a request without a final response under its own key until `giveUpAfterMs`. */
export function createOrderSender(options: OrderSenderOptions): OrderSender {
  const { edge, history, onAccepted, onFailed, giveUpAfterMs } = options
  let retries: { readonly request: OrderRequest; readonly dueMs: number }[] = []
  let outstanding = 0

  const finish = (
    request: OrderRequest,
    outcome: 'ok' | 'failed' | 'unknown',
    text: string | null,
  ) => {
    outstanding -= 1
    const { key, buyer, body, intendedMs, status, attempts } = request
    const orderId = outcome === 'ok' && text !== null ? orderIdOf(text) : null
    history.add({
      time: Math.round(performance.timeOrigin + intendedMs),
      ...{ key, caller: buyer.customerId, bodyHash: body.hash, outcome, status },
      responseHash: text === null ? null : hash('sha256', text),
      ...{ orderId, attempts },
    })
    if (outcome === 'ok' && orderId) onAccepted(orderId, intendedMs, performance.now())
    else onFailed(outcome === 'unknown' ? 'unknown' : 'failed', status)
  }

  const onResult = (request: OrderRequest, result: SendResult) => {
    request.status = result instanceof Error ? null : result.status
    switch (classify(result)) {
      case 'accepted':
        return finish(request, 'ok', result instanceof Error ? null : result.text)
      case 'rejected':
        return finish(request, 'failed', result instanceof Error ? null : result.text)
      case 'retry': {
        const now = performance.now()
        if (now - request.intendedMs > giveUpAfterMs) return finish(request, 'unknown', null)
        return void retries.push({ request, dueMs: now + retryDelayMs(request.attempts) })
      }
    }
  }

  const send = (request: OrderRequest) => {
    request.attempts += 1
    const { key: idempotencyKey, buyer, body } = request
    edge.send(
      { method: 'POST', path: '/v1/orders', body: body.text, token: buyer.token, idempotencyKey },
      (result) => onResult(request, result),
    )
  }

  return {
    get outstanding() {
      return outstanding
    },
    place(key, buyer, body, intendedMs) {
      outstanding += 1
      send({ key, buyer, body, intendedMs, attempts: 0, status: null })
    },
    sendDueRetries(nowMs) {
      if (retries.length === 0) return
      const due = retries.filter(({ dueMs }) => dueMs <= nowMs)
      if (due.length === 0) return
      retries = retries.filter(({ dueMs }) => dueMs > nowMs)
      for (const { request } of due) send(request)
    },
  }
}
