import type { Books, Kept } from './books.ts'
import type { Payment, Provider, Refund, Step } from './payment.ts'

/** Something to ask a provider. */
export interface Task {
  readonly payment: Payment
  readonly provider: Provider
  readonly step: Step | 'refund'
  readonly refund?: Refund | undefined
  /** The provider may know of it already. */
  readonly asked: boolean
}

export const taskOf = (payment: Payment, refund?: Refund): Task[] => {
  const { provider, doing, asked } = payment
  if (provider === null || provider === 'account') return []
  if (refund) return [{ payment, provider, step: 'refund', refund, asked: refund.attempts > 0 }]
  return doing ? [{ payment, provider, step: doing, asked }] : []
}

/** Two tasks with one key ask for the same thing. */
export const keyOfTask = ({ payment, provider, step, refund }: Task): string =>
  `${payment.orderId} ${provider} ${refund?.refundId ?? step}`

/** What begins with this change and is to be asked at once. */
export function tasksOf(before: Books, kept: Kept): Task[] {
  const tasks: Task[] = []
  for (const payment of kept.payments.values()) {
    const was = before.payments.get(payment.orderId)
    if (was === payment || !payment.doing) continue
    if (was?.doing !== payment.doing || was.provider !== payment.provider)
      tasks.push(...taskOf(payment))
  }
  for (const refund of kept.refunds.values()) {
    const payment = kept.payments.get(refund.orderId)
    const begun = refund.status === 'pending' && !before.refunds.has(refund.refundId)
    if (payment && begun) tasks.push(...taskOf(payment, refund))
  }
  return tasks
}
