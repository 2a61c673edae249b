import { AppError, type BadField } from '@stoa/service'
import { isOpenRefund, type Order } from './order.ts'
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

/** What may have become of a parcel whose cancellation got no reply. */
function parcelOutcomes({ statusBefore, steps }: Order): Wait['outcomes'] {
  if (!statusBefore) return ['cancelled']
  return steps.handover === 'done' ? ['handed_over'] : ['cancelled', 'handed_over']
}

/** What an order manager can declare about an order that is on hold. */
export function waitsOf(order: Order): Wait[] {
  const { stock, money, parcel, handover, capture } = order.steps
  const waits: (Wait | false)[] = [
    stock === 'compensating' && { step: 'stock', outcomes: ['released', 'gone'] },
    money === 'compensating' && { step: 'money', outcomes: ['voided', 'refunded'] },
    parcel === 'compensating' && { step: 'parcel', outcomes: parcelOutcomes(order) },
    parcel === 'done' && handover === 'requested' && { step: 'parcel', outcomes: ['handed_over'] },
    isAwaited(capture) && { step: 'capture', outcomes: ['captured', 'declined'] },
  ]
  const refunds = capture === 'done' ? order.refunds : []
  return [
    ...waits.filter((wait) => wait !== false),
    ...refunds
      .filter(isOpenRefund)
      .map(
        ({ refundId }): Wait => ({ step: 'refund', refundId, outcomes: ['refunded', 'declined'] }),
      ),
  ]
}

type Detail = 'refundId' | 'reference' | 'trackingNumber'

export interface SettlementFields extends Readonly<Partial<Record<Detail, string | undefined>>> {
  readonly step: (typeof settleableSteps)[number]
  readonly outcome: (typeof outcomes)[number]
}

const meanings: Readonly<Record<Detail, string>> = {
  refundId: 'names the refund',
  reference: 'is the provider’s id of what it did',
  trackingNumber: 'is the number under which it left',
}

/** The details that the outcomes of each step have; true: they are required. */
const details: Readonly<
  Record<
    SettlementFields['step'],
    Readonly<
      Partial<Record<SettlementFields['outcome'], Readonly<Partial<Record<Detail, boolean>>>>>
    >
  >
> = {
  stock: { released: {}, gone: {} },
  money: { voided: { reference: false }, refunded: { reference: true } },
  parcel: { cancelled: {}, handed_over: { trackingNumber: true } },
  capture: { captured: { reference: true }, declined: { reference: false } },
  refund: {
    refunded: { refundId: true, reference: true },
    declined: { refundId: true, reference: false },
  },
}

/** The settlement that a request declares. Throws `invalid` with every detail that is missing or does not fit its outcome. */
export function settlementOf(fields: SettlementFields): Settlement {
  const { step, outcome, ...given } = fields
  const known = details[step][outcome]
  if (!known)
    throw new AppError('invalid', `${outcome} is no outcome of ${step}`, {
      errors: [{ field: '/outcome', message: `must be an outcome of the step ${step}` }],
    })
  const names = Object.keys(meanings) as Detail[]
  const errors = names.flatMap((name): BadField[] => {
    const field = `/${name}`
    if (given[name] === undefined)
      return known[name] ? [{ field, message: `is required: ${meanings[name]}` }] : []
    return name in known ? [] : [{ field, message: `must be absent with ${step} ${outcome}` }]
  })
  if (errors.length > 0) {
    const found = errors.map(({ field, message }) => `\`${field.slice(1)}\` ${message}`)
    throw new AppError('invalid', found.join('; '), { errors })
  }
  const present = names.filter((name) => given[name] !== undefined)
  // The table holds what each outcome has, which the compiler cannot follow.
  return {
    ...{ step, outcome },
    ...Object.fromEntries(present.map((name) => [name, given[name]])),
  } as Settlement
}
