import * as real from '../../../../services/orders/src/saga.ts'

export const { checkout, idleSteps, isAwaited, isOpenStep, openSteps, readySteps, stepNames } = real

/** Does not release the reserved stock of a cancelled order. */
export const compensatedBy = { ...real.compensatedBy, stock: 'money' }
