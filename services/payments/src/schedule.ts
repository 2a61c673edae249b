import { type BackOff, backOffMs } from '@stoa/work'
import {
  isCapturePending,
  isCaptureUnanswered,
  isRefundPending,
  type Payment,
  type Refund,
} from './payment.ts'
import type { Records } from './records.ts'
import { nextRenewalMs } from './renewal.ts'
import { type ProviderTask, taskOf } from './task.ts'

/** The shortest deadline of the saga's steps that wait for a provider: orders gives an authorisation this long. */
export const deadlineMs = 45_000
/** How long an authorisation waits for the provider's review, and after which a void that waits for its end is requested again. */
export const reviewMs = { authorise: deadlineMs - 15_000, void: 600_000 } as const
/** Below half of that, so that an order survives a replica that stops while it holds the lease. */
export const leaseMs = 20_000
const retries: BackOff = { firstMs: 500, maxMs: 10_000 }
/** For what a provider took and then refused, or has still to settle: that takes time, and a provider counts the attempts. */
const dueRetries: BackOff = { firstMs: 60_000, maxMs: 6 * 3_600_000 }

/** `infinity`: an event of the provider ends the step, no request does. */
export type DueAt = Date | 'infinity' | null

export interface PaymentRow {
  readonly payment: Payment
  /** When the pending step is due: the end of its lease, or its next attempt. Null: as before. */
  readonly dueAt: DueAt
  /** When its authorisation is to be renewed. Null: as before. */
  readonly renewAt: Date | null
}
export interface RefundRow {
  readonly refund: Refund
  readonly dueAt: DueAt
}

export interface Schedule {
  readonly payments: readonly PaymentRow[]
  readonly refunds: readonly RefundRow[]
  /** The steps and refunds that these changes begin, leased to this process. */
  readonly tasks: readonly ProviderTask[]
}

interface Counted {
  readonly attempts: number
  readonly attempt: number
  readonly backOff?: BackOff
}
/** An order that takes its money back waits for the answer to its capture: the provider is asked until it has one. */
const isCaptureUnwanted = ({ pendingStep, voidRequested }: Payment): boolean =>
  pendingStep === 'capture' && voidRequested

const takesTime = (payment: Payment): boolean =>
  isCapturePending(payment) || isCaptureUnanswered(payment) || isCaptureUnwanted(payment)

const counted = (payment: Payment): Counted => ({
  ...{ attempts: payment.attempts, attempt: payment.captureAttempt },
  ...(takesTime(payment) && { backOff: dueRetries }),
})

/**
 * The next attempt of a capture is due: there is news of it while it waits, so that its attempts begin anew, or the provider has
 * settled what was pending of it, so that no event follows.
 */
const isDueAnew = (was: Payment | undefined, is: Payment): boolean =>
  is.pendingStep === 'capture' &&
  !isCapturePending(is) &&
  was?.lease === null &&
  (isCapturePending(was) || is.attempts < was.attempts)

/** Its request has an answer, which is neither that it has to be tried again, nor dropped for a refusal that was told before it. */
const isAnswered = (was: Payment | undefined, is: Payment): boolean =>
  is.lease === null &&
  was?.lease !== null &&
  is.attempts <= (was?.attempts ?? 0) &&
  is.keysUsed === (was?.keysUsed ?? 0)

const changedIn = <Value>(before: ReadonlyMap<string, Value>, after: ReadonlyMap<string, Value>) =>
  [...after].filter(([id, value]) => before.get(id) !== value).map(([, value]) => value)

/** The rows to write: a step that begins is leased, one that has to be retried waits for its back-off. */
export function schedule(
  before: Pick<Records, 'payments' | 'refunds'>,
  after: Pick<Records, 'payments' | 'refunds'>,
  lease: string,
  now: Date,
  renewAfterMs?: number,
): Schedule {
  const tasks: ProviderTask[] = []
  const inMs = (ms: number) => new Date(now.getTime() + ms)
  const retryAt = (was: Counted | undefined, is: Counted): Date | null => {
    if (is.attempt > (was?.attempt ?? 0)) return inMs(backOffMs(is.attempt, dueRetries))
    const { attempts, backOff = retries } = is
    return attempts > (was?.attempts ?? 0) ? inMs(backOffMs(attempts, backOff)) : null
  }
  const dueOf = (was: Payment | undefined, is: Payment): DueAt => {
    if (isCapturePending(is) && isAnswered(was, is)) return 'infinity'
    const nextAt = retryAt(was && counted(was), counted(is)) ?? (isDueAnew(was, is) ? now : null)
    return nextAt ?? (is.action && new Date(is.action.expiresAt))
  }

  const payments = changedIn(before.payments, after.payments).map((payment): PaymentRow => {
    const was = before.payments.get(payment.orderId)
    const { pendingStep, provider } = payment
    const isNew = was?.pendingStep !== pendingStep || was.provider !== provider
    const isChecked = (payment.action?.checks ?? 0) > (was?.action?.checks ?? 0)
    const begins = pendingStep && (isNew || isChecked)
    const renewMs = renewAfterMs && nextRenewalMs(was, payment, renewAfterMs)
    const renewAt = renewMs ? inMs(renewMs) : null
    if (!begins) return { payment, dueAt: dueOf(was, payment), renewAt }
    const leased = { ...payment, lease }
    tasks.push(...taskOf(leased))
    return { payment: leased, dueAt: inMs(leaseMs), renewAt }
  })
  const refunds = changedIn(before.refunds, after.refunds).map((refund): RefundRow => {
    const was = before.refunds.get(refund.refundId)
    const payment = after.payments.get(refund.orderId)
    if (isRefundPending(refund)) return { refund, dueAt: 'infinity' }
    const isNew = !was || was.status === 'refused' || was.status === 'failed'
    if (!isNew || refund.status !== 'pending' || !payment)
      return { refund, dueAt: retryAt(was, refund) }
    const leased = { ...refund, lease }
    tasks.push(...taskOf(payment, leased))
    return { refund: leased, dueAt: inMs(leaseMs) }
  })
  return { payments, refunds, tasks }
}
