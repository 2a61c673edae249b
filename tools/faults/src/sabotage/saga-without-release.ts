import * as real from '../../../../services/orders/src/saga.ts'

export const { checkout, idleSteps, openSteps, readySteps, stepNames } = real

/** Stock that was reserved stays reserved when the order is cancelled. */
export const compensatedBy = { ...real.compensatedBy, stock: 'money' }
