import { inTransaction } from '@stoa/postgres'
import { AppError } from '@stoa/service'
import type { KeptEntry } from '../bank-entry.ts'
import type { Deps } from '../deps.ts'
import { lockKept, markClosed } from '../store/bank-entries.ts'

export interface CloseEntry {
  readonly entryReference: string
  /** Which of several movements under the reference. */
  readonly bookedOn?: string | undefined
  readonly amountMinor?: number | undefined
  readonly reason: string
  readonly by: string
}

const describe = ({ bookedOn, amountMinor, currency }: KeptEntry): string =>
  `${bookedOn} ${amountMinor} ${currency}`

/**
 * Takes an unmatched entry off the list without booking it; repeated, it changes nothing. Throws `not_found` when no such
 * entry is on the list, and `conflict` when several are.
 */
export const closeBankEntry = (
  deps: Pick<Deps, 'db'>,
  { entryReference, bookedOn, amountMinor, reason, by }: CloseEntry,
): Promise<KeptEntry> =>
  inTransaction(deps.db, async (trx) => {
    const kept = [...(await lockKept(trx, [entryReference])).values()].filter(
      (entry) =>
        entry.bookedOn === (bookedOn ?? entry.bookedOn) &&
        entry.amountMinor === (amountMinor ?? entry.amountMinor),
    )
    const open = kept.filter(({ settled }) => settled === null)
    const [entry, another] = open
    if (another)
      throw new AppError(
        'conflict',
        `several movements have the reference ${entryReference}; say bookedOn and amountMinor of one: ${open.map(describe).join(', ')}`,
      )
    const closed = kept.find(({ settled }) => settled === 'closed')
    if (!entry && closed) return closed
    if (!entry) throw new AppError('not_found', `no unmatched entry is ${entryReference}`)
    await markClosed(trx, entry, { by, reason })
    return entry
  })
