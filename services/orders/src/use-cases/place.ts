import { isTransient, isUniqueViolation } from '@stoa/postgres'
import { parseTraceparent, startStatementSpan } from '@stoa/service'
import { adaptiveLinger, batch } from '@stoa/work'
import { pendingCommands } from '../commands.ts'
import { deadlineOf } from '../deadline.ts'
import type { Deps } from '../deps.ts'
import { type Acceptance, acceptOrders } from '../store/accept.ts'
import type { Limits } from '../store/carriers.ts'
import { findPrices } from '../store/prices.ts'
import { isUsedUp } from '../store/quotes.ts'
import { acceptOrder, type PlaceOrder, skusOf } from './accept-order.ts'
import { createLimits } from './carrier-limits.ts'
import {
  type Answer,
  firstOfEachKey,
  refuseUsedQuotes,
  type Settled,
  settleRepeated,
} from './settled.ts'
import { unavailable } from './unavailable.ts'

/** Stores the orders; false when a key or a quote was used before, and nothing is stored. */
async function store(
  deps: Deps,
  acceptances: readonly Acceptance[],
  fresh: readonly PlaceOrder[],
  settled: Settled,
  at: Date,
): Promise<boolean> {
  const [one] = acceptances
  if (!one) return true
  const outbox = deps.outbox.pack(
    acceptances.flatMap(({ order }) => pendingCommands(order)),
    at,
  )
  const traces = acceptances.flatMap(({ placed }) => parseTraceparent(placed.traceparent) ?? [])
  const span = startStatementSpan('INSERT', 'orders', traces)
  try {
    await acceptOrders(deps.db, acceptances, outbox, at, deadlineOf(one.order, at))
    span.end()
  } catch (error) {
    span.end(error)
    if (!isUniqueViolation(error, 'idempotency_keys_pkey') && !isUsedUp(error)) throw error
    await settleRepeated(deps, fresh, settled)
    if (isUsedUp(error)) await refuseUsedQuotes(deps, fresh, settled)
    return false
  }
  deps.outbox.notifyRelay(outbox)
  return true
}

async function placeBatch(
  deps: Deps,
  readLimits: () => Promise<Limits>,
  requests: readonly PlaceOrder[],
  settled: Settled = new Map(),
): Promise<Settled> {
  const fresh = firstOfEachKey(requests, settled)
  const [prices, limits] = await Promise.all([
    findPrices(deps.db, fresh.flatMap(skusOf)),
    readLimits(),
  ])
  const at = deps.now()
  const accepted = new Map<PlaceOrder, Acceptance>()
  const refused: Settled = new Map()
  for (const request of fresh) {
    try {
      const orderId = deps.newId()
      accepted.set(request, acceptOrder(request, { prices, limits }, { orderId, at }))
    } catch (error) {
      refused.set(request, error as Error)
    }
  }
  // A repeated request gets its first answer, though the order could not be placed again.
  if (refused.size > 0) await settleRepeated(deps, [...refused.keys()], refused)
  for (const [request, answer] of refused) settled.set(request, answer)
  const candidates = [...accepted.keys()]
  if (!(await store(deps, [...accepted.values()], candidates, settled, at)))
    return placeBatch(deps, readLimits, requests, settled)
  for (const [request, { body }] of accepted) settled.set(request, { status: 202, body })
  return settled
}

/** Accepts orders: concurrent requests share one statement, and each gets its own answer. */
export function createPlace(deps: Deps): (request: PlaceOrder) => Promise<Answer> {
  const readLimits = createLimits(deps)
  const { add } = batch<PlaceOrder, Answer>(
    async (requests) => {
      const settled = await placeBatch(deps, readLimits, requests).catch((error) => {
        throw isTransient(error) ? unavailable(deps, error) : error
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
