/** A movement as a bank file has it, not yet checked. */
export interface Movement {
  /** Its first line in the file, from 1. */
  readonly line: number
  readonly reference: string
  readonly bookedOn: string
  /** A decimal number, negative when we paid it. */
  readonly amount: string
  readonly currency: string
  readonly remittance: string
  /** Why it is not to be booked whatever it names. */
  readonly leftOut?: LeftOutReason
}

export type LeftOutReason = 'not_received' | 'reversal' | 'pending'
