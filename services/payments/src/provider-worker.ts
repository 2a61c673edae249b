import { setTimeout as sleep } from 'node:timers/promises'
import { type LeasedTasks, type LeasedTasksOptions, startLeasedTasks } from '@stoa/work'
import type { Providers } from './clients/provider.ts'
import type { Deps } from './deps.ts'
import type { ResultWriter } from './result-writer.ts'
import { deadlineMs, leaseMs } from './schedule.ts'
import type { ProviderResult } from './step-result.ts'
import { claimPayments, oldestDuePaymentSeconds, readPayments } from './store/payments.ts'
import { claimRefunds, oldestDueRefundSeconds } from './store/refunds.ts'
import { type ProviderTask, taskOf } from './task.ts'
import { perform } from './use-cases/perform.ts'

export type ProviderWorker = LeasedTasks<ProviderTask>

export interface ProviderWorkerOptions {
  readonly deps: Omit<Deps, 'begin'>
  readonly providers: Providers
  readonly results: ResultWriter
  /** How long a shopper has to confirm or approve a payment. */
  readonly shopperMs: number
}

async function claimTasks(
  { db }: Pick<Deps, 'db'>,
  limit: number,
  forMs: number,
): Promise<ProviderTask[]> {
  const refunds = await claimRefunds(db, Math.ceil(limit / 2), forMs)
  const payments = await claimPayments(db, limit - refunds.length, forMs)
  const refunded = await readPayments(
    db,
    refunds.map(({ orderId }) => orderId),
  )
  return [
    ...payments.flatMap((payment) => taskOf(payment)),
    ...refunds.flatMap((refund) => {
      const payment = refunded.get(refund.orderId)
      return payment ? taskOf(payment, refund) : []
    }),
  ]
}

/** Carries out steps and refunds at the providers, outside any transaction. */
export function startProviderWorker(
  { deps, providers, results, shopperMs }: ProviderWorkerOptions,
  options: Partial<LeasedTasksOptions<ProviderTask, ProviderResult>> = {},
): ProviderWorker {
  const { db, log } = deps
  return startLeasedTasks<ProviderTask, ProviderResult>({
    ...{ name: 'payments', log, leaseMs, deadlineMs, concurrency: 192, pollMs: 500 },
    claim: (limit, forMs) => claimTasks(deps, limit, forMs),
    run: (task, leftMs) =>
      perform(providers, task, { log, leftMs, pause: sleep, now: deps.now, shopperMs }),
    neededMs: ({ provider, step }) => providers[provider].longestMs(step),
    apply: (result) => results.add({ result }),
    oldestDueSeconds: async () =>
      Math.max(await oldestDuePaymentSeconds(db), await oldestDueRefundSeconds(db)),
    traceOf: ({ payment, refund }) => refund?.traceparent ?? payment.traceparent,
    fieldsOf: ({ payment: { orderId }, provider, step }) => ({ orderId, provider, step }),
    ...options,
  })
}
