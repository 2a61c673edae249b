import type { BankFile } from './entries.ts'
import type { Recorded, Unmatched } from './send.ts'

export const describe = (entry: Unmatched): string => {
  const { entryReference, bookedOn, reason, amountMinor, currency, remittance } = entry
  return `${entryReference || '-'}  ${bookedOn}  ${reason}: ${amountMinor} ${currency} (minor units), ${remittance}`
}

/** What became of a file, in lines, and the exit status: 1 when finance has to look at something. */
export function reportOf(
  { booked, repeated, unmatched }: Recorded,
  leftOut: BankFile['leftOut'],
): { readonly lines: readonly string[]; readonly exitStatus: 0 | 1 } {
  const counts = `${booked} booked, ${repeated} already booked, ${unmatched.length} not booked, ${leftOut.length} left out`
  const isReversed = leftOut.some(({ reason }) => reason === 'reversal')
  return {
    lines: [counts, ...[...unmatched, ...leftOut].map(describe)],
    exitStatus: unmatched.length > 0 || isReversed ? 1 : 0,
  }
}
