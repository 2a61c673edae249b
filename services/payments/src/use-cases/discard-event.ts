import { AppError } from '@stoa/service'
import type { Deps } from '../deps.ts'
import { type Discard, type DiscardedEvent, markDiscarded } from '../store/failing-events.ts'

/** Ends an event that cannot be recorded; repeated, it changes nothing. Throws `not_found`. */
export async function discardEvent(
  { db }: Pick<Deps, 'db'>,
  discard: Discard,
): Promise<DiscardedEvent> {
  const discarded = await markDiscarded(db, discard)
  if (!discarded)
    throw new AppError('not_found', `no failing event of ${discard.provider} has this id`)
  return discarded
}
