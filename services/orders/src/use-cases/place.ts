import type { Address, Carrier, Line, PaymentMethod, QuoteClaims } from '@stoa/contracts'

import { isTransient, isUniqueViolation } from '@stoa/postgres'

import { AppError, type IdempotencyKey } from '@stoa/service'
import { adaptiveLinger, batch } from '@stoa/work'
import { pendingCommands } from '../commands.ts'
import { deadlineOf } from '../deadline.ts'
import { checkDeliverable } from '../deliverable.ts'
import type { Deps } from '../deps.ts'
import { placedOrder } from '../order.ts'
import type { OrderPlaced } from '../order-event.ts'
import { type Price, priceLines, priceQuote, requirePayable } from '../price.ts'
import { checkout, idleSteps, readySteps } from '../saga.ts'
import { type Acceptance, acceptOrders } from '../store/accept.ts'
import type { Limits } from '../store/carriers.ts'
import { findAnswers } from '../store/idempotency.ts'
import { findPrices } from '../store/prices.ts'
import { createLimits } from './carrier-limits.ts'

export interface PlaceOrder {
  readonly customerId: string
  readonly idempotency: IdempotencyKey
  readonly what: { readonly lines: readonly Line[]; readonly currency: string } | QuoteClaims
  readonly payment: PaymentMethod
  readonly delivery: { readonly carrier: Carrier; readonly address: Address }
  readonly traceparent: string
}

/** Status and body of the answer, the same whenever the request is repeated. */
export interface Answer {
  readonly status: number
  readonly body: string
}

type Settled = Answer | Error

const isQuote = (what: PlaceOrder['what']): what is QuoteClaims => 'jti' in what

/** What orders are checked against. */
interface Known {
  readonly prices: Map<string, Price>
  readonly limits: Limits
}

function accept(deps: Deps, request: PlaceOrder, { prices, limits }: Known, at: Date): Acceptance {
  const { customerId, what, payment, delivery, traceparent, idempotency } = request
  const quote = isQuote(what)
  const priced = quote ? priceQuote(what, prices) : priceLines(what.lines, what.currency, prices)
  requirePayable(payment.type, priced)
  checkDeliverable(delivery, priced.weightGrams, limits)
  const placed: OrderPlaced['data'] = {
    requested: readySteps(checkout, idleSteps),
    customerId,
    ...priced,
    payment,
    delivery,
    traceparent,
    ...(quote && { quoteId: what.jti }),
  }
  const order = placedOrder(deps.newId(), { type: 'order.placed', data: placed }, at.toISOString())
  const { totalMinor, currency } = priced
  const body = JSON.stringify({ orderId: order.orderId, status: 'placed', totalMinor, currency })
  return { order, placed, caller: customerId, ...idempotency, body }
}

/** The stored answers of repeated requests. */
async function storedAnswers(
  deps: Deps,
  requests: readonly PlaceOrder[],
): Promise<Map<PlaceOrder, Settled>> {
  const keys = requests.map(({ customerId, idempotency }) => ({
    caller: customerId,
    key: idempotency.key,
  }))
  const stored = await findAnswers(deps.db, keys)
  const byKey = new Map(stored.map((answer) => [`${answer.caller} ${answer.key}`, answer]))
  const settled = new Map<PlaceOrder, Settled>()
  for (const request of requests) {
    const answer = byKey.get(`${request.customerId} ${request.idempotency.key}`)
    if (!answer) continue
    const same = answer.fingerprint === request.idempotency.fingerprint
    settled.set(
      request,
      same
        ? { status: answer.status, body: answer.body }
        : new AppError(
            'invalid',
            'this Idempotency-Key was used with another request; use a new key',
          ),
    )
  }
  return settled
}

/** The first of several concurrent requests with one key; the others get 409 with `Retry-After`. */
function firstOfEachKey(
  requests: readonly PlaceOrder[],
  settled: Map<PlaceOrder, Settled>,
): PlaceOrder[] {
  const first = new Map<string, PlaceOrder>()
  for (const request of requests) {
    if (settled.has(request)) continue
    const key = `${request.customerId} ${request.idempotency.key}`
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

async function placeBatch(
  deps: Deps,
  readLimits: () => Promise<Limits>,
  requests: readonly PlaceOrder[],
  settled = new Map<PlaceOrder, Settled>(),
): Promise<Map<PlaceOrder, Settled>> {
  const fresh = firstOfEachKey(requests, settled)
  const skus = fresh.flatMap(({ what }) => what.lines.map(({ sku }) => sku))
  const [prices, limits] = await Promise.all([findPrices(deps.db, skus), readLimits()])
  const at = deps.now()
  const accepted: { request: PlaceOrder; acceptance: Acceptance }[] = []
  for (const request of fresh) {
    try {
      accepted.push({ request, acceptance: accept(deps, request, { prices, limits }, at) })
    } catch (error) {
      settled.set(request, error as Error)
    }
  }
  const [one] = accepted
  if (!one) return settled
  const acceptances = accepted.map(({ acceptance }) => acceptance)
  const outbox = deps.outbox.pack(
    acceptances.flatMap(({ order }) => pendingCommands(order)),
    at,
  )
  try {
    await acceptOrders(deps.db, acceptances, outbox, at, deadlineOf(one.acceptance.order, at))
  } catch (error) {
    if (!isUniqueViolation(error, 'idempotency_keys_pkey')) throw error
    const known = await storedAnswers(deps, fresh)
    for (const [request, answer] of known) settled.set(request, answer)
    return placeBatch(deps, readLimits, requests, settled)
  }
  deps.outbox.notifyRelay(outbox)
  for (const { request, acceptance } of accepted)
    settled.set(request, { status: 202, body: acceptance.body })
  return settled
}

/** An error of a database that is away or full: the request may be repeated. */
function unavailable(deps: Deps, error: unknown): unknown {
  if (!isTransient(error)) return error
  deps.log.warn({ err: error }, 'orders not accepted: the database is unavailable')
  return new AppError('unavailable', 'no orders are accepted at the moment; try again later', {
    retryAfterSeconds: 5,
  })
}

/** Accepts orders: concurrent requests share one statement, and each gets its own answer. */
export function createPlace(deps: Deps): (request: PlaceOrder) => Promise<Answer> {
  const readLimits = createLimits(deps)
  const { add } = batch<PlaceOrder, Answer>(
    async (requests) => {
      const settled = await placeBatch(deps, readLimits, requests).catch((error) => {
        throw unavailable(deps, error)
      })
      return requests.map((request) => settled.get(request) ?? new Error('no answer'))
    },
    {
      maxItems: 128,
      maxRunning: 2,
      linger: adaptiveLinger({
        loneMs: 1,
        lingerMs: 8,
        busyLingerMs: 30,
        busyFromPerSecond: 400,
      }),
    },
  )
  return add
}
