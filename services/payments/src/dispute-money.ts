import type { Dispute } from './dispute.ts'
import type { PostingKind } from './ledger.ts'
import { isTaken } from './told-dispute.ts'

/** What the provider has taken for a dispute. */
export interface TakenMoney {
  /** Until the dispute is closed. */
  readonly heldMinor: number
  /** For good, unless the dispute is opened again. */
  readonly lostMinor: number
}
const nothing: TakenMoney = { heldMinor: 0, lostMinor: 0 }

export function takenFor(dispute: Dispute | undefined): TakenMoney {
  if (!dispute || !isTaken(dispute)) return nothing
  // One that was lost in part is decided again about that part: the rest was returned.
  const minor = dispute.lostMinor ?? dispute.amountMinor
  return dispute.status === 'lost'
    ? { heldMinor: 0, lostMinor: minor }
    : { heldMinor: minor, lostMinor: 0 }
}

export type Leg = readonly [PostingKind, number]

function legs(from: TakenMoney, to: TakenMoney): Leg[] {
  const lostMinor = to.lostMinor - from.lostMinor
  const takenMinor = lostMinor + to.heldMinor - from.heldMinor
  const all: Leg[] = [
    ['dispute_opened', takenMinor],
    ['dispute_reopened', -lostMinor],
    ['dispute_lost', lostMinor],
    ['dispute_won', -takenMinor],
  ]
  return all.filter(([, minor]) => minor > 0)
}

/** How the books follow a dispute: money that was withdrawn and returned, or lost in part, since then is booked as both. */
export function movesOf(was: Dispute | undefined, is: Dispute): Leg[] {
  const movements = was?.movements ?? 0
  const isWithdrawn = movements % 2 === 0 && is.movements > movements
  const held = { heldMinor: is.amountMinor, lostMinor: 0 }
  return isWithdrawn
    ? [...legs(nothing, held), ...legs(held, takenFor(is))]
    : legs(takenFor(was), takenFor(is))
}
