import { randomUUID } from 'node:crypto'
import type { PaymentMethod } from '@stoa/contracts'
import {
  type DataOf,
  orderSettled,
  paymentsAuthorise,
  paymentsCapture,
  paymentsRefund,
  paymentsVoid,
} from '@stoa/contracts'
import { createOutbox } from '@stoa/events'
import { freshDatabase } from '@stoa/postgres'
import { createLog } from '@stoa/service'
import { sql } from 'kysely'
import { migrations } from '../migrations/index.ts'
import { startAbandonedWorker } from './abandoned-worker.ts'
import { paypalProvider } from './clients/paypal.ts'
import { stripeProvider } from './clients/stripe.ts'
import { transportTo } from './clients/transport.ts'
import type { Deps } from './deps.ts'
import { startProviderWorker } from './provider-worker.ts'
import { createResultWriter } from './result-writer.ts'
import type { Database } from './tables.ts'
import { received } from './testing.ts'
import { startProviders } from './testing-providers.ts'
import { topology } from './topology.ts'
import { handleCommands, type Received } from './use-cases/handle-commands.ts'
import { keepOrderIn } from './use-cases/keep-order.ts'

/** The service without its broker: a fresh database, its provider worker, and fake providers. */
export async function startService() {
  const fresh = await freshDatabase<Database>(process.env.TEST_POSTGRES, migrations)
  const fake = await startProviders()
  const outbound = { egress: undefined, timeoutMs: 250 }
  const transports = {
    stripe: transportTo({ url: `${fake.url}/stripe`, ...outbound }),
    paypal: transportTo({ url: fake.url, ...outbound }),
  }
  const log = createLog('payments', process.env.LOG_LEVEL ?? 'error')
  const providers = {
    stripe: stripeProvider(transports.stripe, 'sk_test_0000'),
    paypal: paypalProvider(
      transports.paypal,
      { clientId: 'client', clientSecret: 'secret' },
      keepOrderIn(fresh.db),
    ),
  }
  const deps: Deps = {
    ...{ db: fresh.db, outbox: createOutbox(topology), log, now: () => new Date() },
    begin: (tasks, leasedAtMs) => worker.begin(tasks, leasedAtMs),
  }
  const results = createResultWriter(deps)
  const shopperMs = 900_000
  const startWorker = (options: Parameters<typeof startProviderWorker>[1] = {}) =>
    startProviderWorker({ deps, providers, results, shopperMs }, { pollMs: 600_000, ...options })
  const worker = startWorker()

  const handle = (...batch: Received[]) => handleCommands(deps, batch)
  /** Makes all pending work due now, as when its lease or its back-off has expired. */
  const makeDue = async () => {
    await sql`update payments set due_at = now() - interval '1 second' where doing is not null and due_at < 'infinity'`.execute(
      fresh.db,
    )
    await sql`update refunds set due_at = now() - interval '1 second' where status = 'pending' and due_at < 'infinity'`.execute(
      fresh.db,
    )
    await sql`update strays set due_at = now() - interval '1 second'`.execute(fresh.db)
  }

  return {
    ...{ deps, fake, providers, results, worker, startWorker, transports, db: fresh.db },
    ...{ handle, makeDue },
    /** Handles commands and carries out what follows from them. */
    async go(...batch: Received[]) {
      await handle(...batch)
      await worker.settled()
    },
    /** Carries out all pending work now. */
    async goOn() {
      await makeDue()
      worker.claimNow()
      await worker.settled()
    },
    /** The types and reasons of all events about an order, in their order. */
    async published(orderId: string): Promise<string[]> {
      const { rows } = await sql<{
        payload: string
      }>`select payload from outbox order by id`.execute(fresh.db)
      return rows
        .flatMap(({ payload }) => JSON.parse(payload))
        .filter(({ subject }) => subject === orderId)
        .map(({ type, data }) =>
          [type.replace('payments.', ''), data.reason].filter(Boolean).join(' '),
        )
    },
    async payment(orderId: string) {
      return fresh.db
        .selectFrom('payments')
        .selectAll()
        .where('order_id', '=', orderId)
        .executeTakeFirst()
    },
    async idle() {
      await worker.settled()
    },
    /** Checks abandoned authorisations that are due, once. */
    async checkAbandoned() {
      const abandoned = startAbandonedWorker(deps, providers)
      abandoned.claimNow()
      await abandoned.settled()
      await abandoned.stop()
    },
    async balances(orderId: string): Promise<Record<string, number>> {
      const { rows } = await sql<{ account: string; balance: number }>`
        select account, sum(debit_minor - credit_minor)::bigint as balance from ledger_entries
        join ledger_transactions using (transaction_id) where order_id = ${orderId}
        group by account order by account`.execute(fresh.db)
      return Object.fromEntries(rows.map(({ account, balance }) => [account, balance]))
    },
    async stop() {
      await worker.stop()
      await fake.stop()
      await Promise.all(Object.values(transports).map((one) => one.close()))
      await fresh.drop()
    },
  }
}

export type RunningService = Awaited<ReturnType<typeof startService>>

export const card: PaymentMethod = { type: 'card', token: 'pm_card_visa' }
export const wallet: PaymentMethod = { type: 'paypal', token: 'vault-1' }
export const account: PaymentMethod = { type: 'account' }
export const newOrder = (): string => randomUUID()

export const authorise = (
  orderId: string,
  method: PaymentMethod,
  amountMinor = 500,
  customerId = 'ann',
): Received =>
  received(paymentsAuthorise, { orderId, customerId, amountMinor, currency: 'GBP', method })
export const cancel = (orderId: string): Received =>
  received(paymentsVoid, { orderId, reason: 'stock' })
export const capture = (orderId: string): Received => received(paymentsCapture, { orderId })
export const refund = (orderId: string, amountMinor: number, refundId = randomUUID()): Received =>
  received(paymentsRefund, { orderId, refundId, amountMinor, currency: 'GBP', reason: 'broken' })
type Settled = Extract<DataOf<typeof orderSettled>, { step: 'money' | 'capture' }>
export const settled = (
  orderId: string,
  step: Settled['step'],
  outcome: Settled['outcome'],
  reference?: string,
): Received =>
  received(orderSettled, {
    ...{ orderId, customerId: 'ann', step, outcome },
    ...(reference && { reference }),
  } as Settled)
export const settledRefund = (
  orderId: string,
  refundId: string,
  amountMinor: number,
  reference: string,
): Received => {
  const refund = { refundId, amountMinor, currency: 'GBP', reference, outcome: 'refunded' } as const
  return received(orderSettled, { orderId, customerId: 'ann', step: 'refund', ...refund })
}
