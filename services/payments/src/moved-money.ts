import type { PostingKind } from './ledger.ts'
import type { Applied } from './records.ts'

export const movedKinds = ['authorised', 'captured', 'refunded'] as const

export interface Moved {
  readonly kind: (typeof movedKinds)[number]
  readonly currency: string
  readonly minor: number
}

/** A refund counts once it is made; a begun one has postings of its own. */
const kindOf: Readonly<Partial<Record<PostingKind, Moved['kind']>>> = {
  captured: 'captured',
  refunded: 'refunded',
  refund_settled: 'refunded',
}

/** The sums that a transaction moves. A repeated command or result posts nothing. */
export function movedMoney({
  authorised,
  postings,
}: Pick<Applied, 'authorised' | 'postings'>): Moved[] {
  const held = authorised.map(
    ({ currency, amountMinor }): Moved => ({
      ...{ kind: 'authorised', currency: currency ?? '', minor: amountMinor },
    }),
  )
  const posted = postings.flatMap(({ kind, currency, entries }): Moved[] => {
    const moved = kindOf[kind]
    const minor = entries.reduce((sum, { debitMinor }) => sum + debitMinor, 0)
    return moved ? [{ kind: moved, currency, minor }] : []
  })
  return [...held, ...posted].filter(({ minor }) => minor > 0)
}
