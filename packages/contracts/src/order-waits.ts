/**
 * How long an order waits for what nobody can be asked again, before it is put on hold: for the warehouse, which is to hand a parcel
 * over sooner than a card's authorisation expires, and for a payment provider. `stoa verify` accepts it until then.
 */
export const handOverWithinDays = 5
export const settleWithinDays = 14
