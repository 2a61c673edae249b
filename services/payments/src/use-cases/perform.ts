import { type Log, withSpan } from '@stoa/service'
import type { Outcome, Provider, Providers } from '../clients/provider.ts'
import { providerCalls } from '../metrics.ts'
import { canMove, providerAfter } from '../payment.ts'
import { reviewMs } from '../schedule.ts'
import type { ProviderResult } from '../step-result.ts'
import type { ProviderTask } from '../task.ts'

export interface PerformOptions {
  readonly log: Log
  /** How much of the task's lease is left. */
  readonly leftMs: () => number
  readonly pause: (ms: number) => Promise<unknown>
  readonly now: () => Date
  /** How long a shopper has to confirm or approve a payment. */
  readonly shopperMs: number
}

/** While the outcome is open the request is repeated after these pauses, under the same idempotency key. */
const pausesMs = [0, 150, 600]

/** A step that earlier releases may have given to a provider which cannot move exactly this amount. */
const notTaken = ({ step, payment, refund }: ProviderTask): boolean =>
  (step === 'authorise' || step === 'refund') &&
  !canMove(payment, refund?.amountMinor ?? payment.amountMinor)

/** Whether the time of an authorisation's shopper, or of its review, is over. */
const isLate = ({ payment: { action }, step }: ProviderTask, now: Date): boolean =>
  step === 'authorise' && action !== null && now >= new Date(action.expiresAt)

/**
 * The question at the end of that time is one of its own: a provider that was asked before repeats its answer to the earlier
 * one. It is the same question after a lost answer or the loss of a lease, so that no second authorisation is made.
 */
const askedAtTheEnd = (task: ProviderTask): ProviderTask => {
  const { payment } = task
  const { action } = payment
  if (!action) return task
  return { ...task, payment: { ...payment, action: { ...action, checks: action.checks + 1 } } }
}

async function send(provider: Provider, task: ProviderTask): Promise<Outcome> {
  const { step, payment, refund } = task
  if (notTaken(task)) return { is: 'refused', reason: 'amount_not_supported' }
  switch (step) {
    case 'authorise':
      return payment.action ? provider.resume(payment) : provider.authorise(payment)
    case 'capture':
      return provider.capture(payment)
    case 'void':
      return provider.void(payment)
    case 'renew':
      return provider.renew(payment)
    case 'refund':
      if (!refund) throw new Error('a refund task without its refund')
      return provider.refund(payment, refund)
  }
}

async function attempt(provider: Provider, task: ProviderTask): Promise<Outcome> {
  const { step, payment } = task
  const outcome = await withSpan(
    `${provider.name} ${step}`,
    { attributes: { 'stoa.order_id': payment.orderId, 'stoa.provider': provider.name } },
    async (span) => {
      const result = await send(provider, task)
      span.setAttribute('stoa.outcome', result.is)
      return result
    },
  )
  providerCalls.inc({ provider: provider.name, operation: step, outcome: outcome.is })
  return outcome
}

const baseOf = ({ payment, provider, step, refund, lease }: ProviderTask) =>
  ({ orderId: payment.orderId, provider, step, refundId: refund?.refundId, lease }) as const

const isKept = (outcome: Outcome): boolean => outcome.is === 'failed' && outcome.isKept === true

/** An authorisation keeps its key: one of another key might be made besides it. */
const isKeyUsed = ({ step }: ProviderTask, outcome: Outcome): boolean =>
  step !== 'authorise' && isKept(outcome)

const keptBy = (task: ProviderTask, outcome: Outcome) => ({
  isKeyUsed: isKeyUsed(task, outcome),
  isKept: task.step === 'authorise' && isKept(outcome),
})

/** Notes of a capture without an answer that the provider has ended its authorisation by now. */
function withEnd(
  result: ProviderResult,
  { payment, step }: ProviderTask,
  now: Date,
): ProviderResult {
  const until = payment.authorisedUntil
  const isEnded = step === 'capture' && until !== null && now >= new Date(until)
  return result.is === 'retry' && isEnded ? { ...result, isEnded } : result
}

/** The result of a task whose attempts had these outcomes. */
export function resultOf(
  task: ProviderTask,
  outcomes: readonly Outcome[],
  { now, shopperMs, late }: Pick<PerformOptions, 'now' | 'shopperMs'> & { readonly late: boolean },
): ProviderResult {
  const { payment, step } = task
  const base = baseOf(task)
  const last = outcomes.at(-1) ?? { is: 'not_sent' as const }
  // A request without a response may have been carried out: no other provider may be tried meanwhile.
  const unanswered = task.maybeSent || outcomes.some(({ is }) => is === 'unknown')
  const failed = outcomes.some(({ is }) => is === 'failed')
  const { action } = payment
  const to = step === 'authorise' && !action ? providerAfter(payment) : undefined
  if (late && last.is !== 'done' && last.is !== 'declined')
    return { ...base, step: 'authorise', is: 'expired' }
  switch (last.is) {
    case 'done':
      return { ...base, ...last }
    case 'pending': {
      if (step !== 'authorise' && step !== 'void') return { ...base, ...last }
      const until = new Date(now().getTime() + reviewMs[step])
      return { ...base, step, is: 'review', ref: last.ref, until }
    }
    case 'captured':
      return { ...base, ...last, step: 'capture', is: 'done' }
    case 'action': {
      if (step !== 'authorise') throw new Error(`a ${step} does not wait for its shopper`)
      const until = new Date(now().getTime() + shopperMs)
      return { ...base, step, is: 'action', ref: last.ref, action: last.action, until }
    }
    case 'declined':
      return { ...base, is: 'declined', reason: last.reason }
    case 'refused':
      return to
        ? { ...base, is: 'failover', to, unsure: false }
        : { ...base, is: 'refused', reason: last.reason, ref: last.ref }
    case 'not_sent':
      return to && !unanswered
        ? { ...base, is: 'failover', to, unsure: failed }
        : { ...base, is: 'retry', maybeSent: unanswered || failed }
    case 'failed':
      return to && !unanswered
        ? { ...base, is: 'failover', to, unsure: true }
        : { ...base, is: 'retry', maybeSent: true, ...keptBy(task, last) }
    case 'unknown':
      return { ...base, is: 'retry', maybeSent: true }
  }
}

/**
 * Requests a step from its provider until the outcome is known, or until the next attempt might outlast the lease.
 * An unexpected error counts as a request without a response.
 */
export async function perform(
  providers: Providers,
  task: ProviderTask,
  { log, leftMs, pause, now, shopperMs }: PerformOptions,
): Promise<ProviderResult> {
  const provider = providers[task.provider]
  const outcomes: Outcome[] = []
  const late = isLate(task, now())
  const asked = late ? askedAtTheEnd(task) : task
  try {
    for (const ms of pausesMs) {
      if (ms > 0) await pause(ms)
      if (ms > 0 && leftMs() < provider.longestMs(task.step)) break
      const outcome = await attempt(provider, asked)
      outcomes.push(outcome)
      if (outcome.is !== 'failed' && outcome.is !== 'unknown') break
      if (isKeyUsed(task, outcome)) break
    }
    return withEnd(resultOf(task, outcomes, { now, shopperMs, late }), task, now())
  } catch (err) {
    const { orderId, step } = baseOf(task)
    log.error({ err, orderId, provider: provider.name, step }, 'a step failed; it will be retried')
    return withEnd({ ...baseOf(task), is: 'retry', maybeSent: true }, task, now())
  }
}
