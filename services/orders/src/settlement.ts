import { AppError } from '@stoa/service'
import type { Order } from './order.ts'
import type { Settlement } from './order-event.ts'
import { isAwaited } from './saga.ts'

export const settleableSteps = ['stock', 'money', 'parcel', 'capture', 'refund'] as const
export const outcomes = [
  ...['released', 'gone', 'voided', 'cancelled', 'handed_over'],
  ...['captured', 'refunded', 'declined'],
] as const

/** A step that the order waits for, with what may have become of it. */
export interface Wait {
  readonly step: Settlement['step']
  readonly refundId?: string
  readonly outcomes: readonly Settlement['outcome'][]
}

/** What an order manager can declare about an order that is on hold. */
export function waitsOf(order: Order): Wait[] {
  const { stock, money, parcel, handover, capture } = order.steps
  const waits: (Wait | false)[] = [
    stock === 'compensating' && { step: 'stock', outcomes: ['released', 'gone'] },
    money === 'compensating' && { step: 'money', outcomes: ['voided', 'refunded'] },
    parcel === 'compensating' && {
      step: 'parcel',
      outcomes: order.statusBefore ? ['cancelled', 'handed_over'] : ['cancelled'],
    },
    parcel === 'done' && handover === 'requested' && { step: 'parcel', outcomes: ['handed_over'] },
    isAwaited(capture) && { step: 'capture', outcomes: ['captured', 'declined'] },
  ]
  const refunds = capture === 'done' ? order.refunds : []
  return [
    ...waits.filter((wait) => wait !== false),
    ...refunds.flatMap(({ refundId, status }): Wait[] =>
      status === 'requested'
        ? [{ step: 'refund', refundId, outcomes: ['refunded', 'declined'] }]
        : [],
    ),
  ]
}

export interface SettlementFields {
  readonly step: (typeof settleableSteps)[number]
  readonly outcome: Settlement['outcome']
  readonly refundId?: string | undefined
  readonly reference?: string | undefined
  readonly trackingNumber?: string | undefined
}

const missing = (field: keyof SettlementFields, message: string) =>
  new AppError('invalid', `provide \`${field}\``, { errors: [{ field: `/${field}`, message }] })

/** The settlement that a request declares. Throws `invalid` when a field is missing, or the outcome is none of the step. */
export function settlementOf(fields: SettlementFields): Settlement {
  const { step, outcome, refundId, reference, trackingNumber } = fields
  const moved = outcome === 'captured' || outcome === 'refunded'
  if (moved && !reference) throw missing('reference', 'is the provider’s id of what it did')
  const byProvider = reference ? { reference } : {}
  if (step === 'stock' && (outcome === 'released' || outcome === 'gone')) return { step, outcome }
  if (step === 'money' && (outcome === 'voided' || outcome === 'refunded'))
    return { step, outcome, ...byProvider }
  if (step === 'capture' && (outcome === 'captured' || outcome === 'declined'))
    return { step, outcome, ...byProvider }
  if (step === 'refund' && (outcome === 'refunded' || outcome === 'declined')) {
    if (!refundId) throw missing('refundId', 'names the refund')
    return { step, refundId, outcome, ...byProvider }
  }
  if (step === 'parcel' && outcome === 'cancelled') return { step, outcome }
  if (step === 'parcel' && outcome === 'handed_over') {
    if (!trackingNumber) throw missing('trackingNumber', 'is the number under which it left')
    return { step, outcome, trackingNumber }
  }
  throw new AppError('invalid', `${outcome} is no outcome of ${step}`, {
    errors: [{ field: '/outcome', message: `must be an outcome of the step ${step}` }],
  })
}
