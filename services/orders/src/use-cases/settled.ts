import { AppError } from '@stoa/service'
import type { Deps } from '../deps.ts'
import { findAnswers } from '../store/idempotency.ts'
import { findUses } from '../store/quotes.ts'
import { type PlaceOrder, quoteOf } from './accept-order.ts'

/** Status and body of the answer, the same whenever the request is repeated. */
export interface Answer {
  readonly status: number
  readonly body: string
}

export type Settled = Map<PlaceOrder, Answer | Error>

const keyOf = ({ customerId, idempotency }: PlaceOrder) => `${customerId} ${idempotency.key}`

/** Settles repeated requests with the stored answers. */
export async function settleRepeated(
  deps: Deps,
  requests: readonly PlaceOrder[],
  settled: Settled,
): Promise<void> {
  const keys = requests.map(({ customerId, idempotency }) => ({
    caller: customerId,
    key: idempotency.key,
  }))
  const stored = await findAnswers(deps.db, keys)
  const byKey = new Map(stored.map((answer) => [`${answer.caller} ${answer.key}`, answer]))
  for (const request of requests) {
    const answer = byKey.get(keyOf(request))
    if (!answer) continue
    const isSame = answer.fingerprint === request.idempotency.fingerprint
    settled.set(
      request,
      isSame
        ? { status: answer.status, body: answer.body }
        : new AppError(
            'invalid',
            'this Idempotency-Key was used with another request; use a new key',
          ),
    )
  }
}

/** The first of several concurrent requests with one key; the others get 409 with `Retry-After`. */
export function firstOfEachKey(requests: readonly PlaceOrder[], settled: Settled): PlaceOrder[] {
  const first = new Map<string, PlaceOrder>()
  for (const request of requests) {
    if (settled.has(request)) continue
    const key = keyOf(request)
    if (!first.has(key)) first.set(key, request)
    else
      settled.set(
        request,
        new AppError('conflict', 'a request with this Idempotency-Key is in progress', {
          retryAfterSeconds: 1,
        }),
      )
  }
  return [...first.values()]
}

/** Refuses requests whose quote has no use left, the first of a batch before the others. */
export async function refuseUsedQuotes(
  deps: Deps,
  requests: readonly PlaceOrder[],
  settled: Settled,
): Promise<void> {
  const byQuote = Map.groupBy(
    requests.filter((request) => quoteOf(request) && !settled.has(request)),
    (request) => quoteOf(request)?.jti ?? '',
  )
  const uses = await findUses(deps.db, [...byQuote.keys()])
  for (const [quoteId, same] of byQuote) {
    const { maxUses = 0 } = (same[0] && quoteOf(same[0])) ?? {}
    for (const request of same.slice(Math.max(maxUses - (uses.get(quoteId) ?? 0), 0))) {
      const message = `must have a use left: ${maxUses} ${maxUses === 1 ? 'order' : 'orders'} may use it`
      settled.set(
        request,
        new AppError('invalid', 'the quote is used up; request a new one', {
          errors: [{ field: '/quote', message }],
        }),
      )
    }
  }
}
