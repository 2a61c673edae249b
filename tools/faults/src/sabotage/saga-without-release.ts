import * as real from '../../../../services/orders/src/saga.ts'

export const { stepNames, outcomeOf } = real

const { undone: _, ...stock } = real.checkout.stock

/** Stock that was reserved stays reserved when the order is cancelled. */
export const checkout = { ...real.checkout, stock }
