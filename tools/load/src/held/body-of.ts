import { CannotRun } from '@stoa/topology'
import type { parseOptions } from '../options.ts'
import type { ChangeOrders } from './change-each.ts'

/** What says how orders are resumed or settled. */
export const changeOptions = {
  note: { type: 'string' },
  step: { type: 'string' },
  outcome: { type: 'string' },
  reason: { type: 'string' },
  refund: { type: 'string' },
  reference: { type: 'string' },
  tracking: { type: 'string' },
} as const

type Options = Pick<ReturnType<typeof parseOptions>, 'text'>

/** The body of the request that changes an order. Throws CannotRun when an option is missing. */
export function bodyOf(
  verb: ChangeOrders['verb'],
  orderIds: readonly string[],
  options: Options,
): object {
  if (verb === 'resume') {
    const note = options.text('note')
    if (orderIds.length === 0 || !note)
      throw new CannotRun('resume needs the ids of orders, and --note TEXT')
    return { note }
  }
  const [step, outcome, reason] = ['step', 'outcome', 'reason'].map(options.text)
  if (orderIds.length !== 1 || !step || !outcome || !reason)
    throw new CannotRun('settle needs the id of one order, --step, --outcome and --reason')
  const [refundId, reference, trackingNumber] = ['refund', 'reference', 'tracking'].map(
    options.text,
  )
  return { step, outcome, reason, refundId, reference, trackingNumber }
}
