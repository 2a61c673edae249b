import { parseTraceparent, SpanKind, withSpan } from '@stoa/service'
import type { Outcome, Provider, Providers } from '../clients/provider.ts'
import type { Finding } from '../conclude.ts'
import { providerCalls } from '../metrics.ts'
import { providerAfter } from '../payment.ts'
import type { Task } from '../task.ts'

export type Pause = (ms: number) => Promise<void>

/** An answer that leaves it open is asked for again after these pauses, under the same key. */
const pausesMs = [0, 150, 600]

function call(provider: Provider, { step, payment, refund }: Task): Promise<Outcome> {
  switch (step) {
    case 'authorise':
      return provider.authorise(payment)
    case 'capture':
      return provider.capture(payment)
    case 'void':
      return provider.void(payment)
    case 'refund':
      if (!refund) throw new Error('a refund without its row')
      return provider.refund(payment, refund)
  }
}

async function ask(provider: Provider, task: Task): Promise<Outcome> {
  const { step, payment, refund } = task
  const outcome = await withSpan(
    `${provider.name} ${step}`,
    {
      kind: SpanKind.CLIENT,
      parent: parseTraceparent(refund?.traceparent ?? payment.traceparent ?? undefined),
      attributes: { 'stoa.order_id': payment.orderId },
    },
    () => call(provider, task),
  )
  providerCalls.inc({ provider: provider.name, operation: step, outcome: outcome.is })
  return outcome
}

/** What the last of the answers leaves to do. `unclear`: the provider may have carried it out. */
export function findingOf(task: Task, answers: readonly Outcome[]): Finding {
  const { payment, provider, step, refund } = task
  const base = { orderId: payment.orderId, provider, step, refundId: refund?.refundId } as const
  const last = answers.at(-1) ?? { is: 'not_asked' as const }
  const heardNothing = task.asked || answers.some(({ is }) => is === 'unknown')
  const failed = answers.some(({ is }) => is === 'failed')
  const to = step === 'authorise' ? providerAfter(payment) : undefined
  switch (last.is) {
    case 'done':
      return { ...base, is: 'done', ref: last.ref, captureRef: last.captureRef }
    case 'declined':
      return { ...base, is: 'declined', reason: last.reason }
    case 'refused':
      return to
        ? { ...base, is: 'next', to, unsure: false }
        : { ...base, is: 'refused', reason: last.reason }
    case 'not_asked':
      return to && !heardNothing
        ? { ...base, is: 'next', to, unsure: failed }
        : { ...base, is: 'later', asked: heardNothing || failed }
    case 'failed':
      return to && !heardNothing
        ? { ...base, is: 'next', to, unsure: true }
        : { ...base, is: 'later', asked: true }
    case 'unknown':
      return { ...base, is: 'later', asked: true }
  }
}

/** Asks a provider until it is known what became of it, or for as long as one go may take. */
export async function perform(providers: Providers, task: Task, pause: Pause): Promise<Finding> {
  const answers: Outcome[] = []
  for (const ms of pausesMs) {
    if (ms > 0) await pause(ms)
    const outcome = await ask(providers[task.provider], task)
    answers.push(outcome)
    if (outcome.is !== 'failed' && outcome.is !== 'unknown') break
  }
  return findingOf(task, answers)
}
