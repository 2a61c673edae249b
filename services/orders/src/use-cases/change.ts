import { inTransaction, isUniqueViolation } from '@stoa/postgres'
import { AppError, currentTraceparent, type IdempotencyKey } from '@stoa/service'
import { announcementsOf } from '../commands.ts'
import { deadlineOf } from '../deadline.ts'
import { type Command, decide } from '../decide.ts'
import type { Deps } from '../deps.ts'
import { evolve, type Order } from '../order.ts'
import { type Settle, settle } from '../settle.ts'
import { lockOrders, saveChanges } from '../store/changes.ts'
import { findAnswers, insertAnswers } from '../store/idempotency.ts'
import type { Answer } from './settled.ts'

export interface Change {
  readonly orderId: string
  readonly command: Command | Settle
  /** Throws when the caller may not do this to this order. */
  readonly allow: (order: Order) => void
  readonly answer: (order: Order) => Answer
  /** The caller and the key of the request; absent where a repetition changes nothing. */
  readonly idempotency?: IdempotencyKey & { readonly caller: string }
}

/** The stored answer of an earlier request with this key. Throws when that request had another body. */
async function storedAnswer(deps: Deps, { idempotency }: Change): Promise<Answer | undefined> {
  if (!idempotency) return undefined
  const [answer] = await findAnswers(deps.db, [idempotency])
  if (answer && answer.fingerprint !== idempotency.fingerprint)
    throw new AppError(
      'invalid',
      'this Idempotency-Key was used with another request; use a new key',
    )
  return answer
}

/** Carries out a command on one order: its events, the messages that they cause and the answer in one transaction. */
export async function changeOrder(deps: Deps, change: Change): Promise<Answer> {
  const { orderId, command, allow, idempotency } = change
  const known = await storedAnswer(deps, change)
  if (known) return known
  try {
    return await inTransaction(deps.db, async (trx) => {
      const found = (await lockOrders(trx, [orderId])).get(orderId)
      if (!found) throw new AppError('not_found', `order ${orderId} not found`)
      allow(found.before)
      const { before } = found
      const events = command.type === 'settle' ? settle(command, before) : decide(command, before)
      const after = events.reduce(evolve, found.before)
      const at = deps.now()
      await saveChanges(trx, [{ ...found, after, events: [...events] }], at, (order) =>
        deadlineOf(order, at, deps),
      )
      const cause = { traceparent: currentTraceparent(), linkedTo: [after.traceparent] }
      await deps.outbox.add(trx, announcementsOf(found.before, after, events, cause))
      const answer = change.answer(after)
      if (idempotency) await insertAnswers([{ ...idempotency, ...answer, orderId }]).execute(trx)
      return answer
    })
  } catch (error) {
    if (!isUniqueViolation(error, 'idempotency_keys_pkey')) throw error
    const winner = await storedAnswer(deps, change)
    if (!winner) throw error
    return winner
  }
}
