import { z } from 'zod'
import { currency, maxAmountMinor } from './money.ts'
import { day, singleLine, token } from './text.ts'

/** A movement on our bank account, as a request gives it. */
export const bankEntry = z.strictObject({
  /** The bank’s own reference, the same whenever the entry is sent. */
  entryReference: token(64),
  bookedOn: day,
  /** Positive when we received it. */
  amountMinor: z.int().min(-maxAmountMinor).max(maxAmountMinor),
  currency,
  /** What the sender wrote: the id of a customer with an account, or of an order on account. */
  remittance: singleLine(500),
})
