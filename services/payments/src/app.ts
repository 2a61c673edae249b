import { createServiceApp } from '@stoa/service'
import { accountPaymentRoutes } from './account-payment-routes.ts'
import { bankEntryRoutes } from './bank-entry-routes.ts'
import type { Deps } from './deps.ts'
import { disputeRoutes } from './dispute-routes.ts'
import { duePaymentRoutes } from './due-payment-routes.ts'
import { failingEventRoutes } from './failing-event-routes.ts'
import type { Provider } from './payment.ts'
import { reconciliationRoutes } from './reconciliation-routes.ts'
import { reversalRoutes } from './reversal-routes.ts'
import { accountRoutes, paymentRoutes } from './routes.ts'
import { requestStatement } from './store/statements.ts'
import { type WebhookDeps, webhookRoutes } from './webhook-routes.ts'

export interface AppOptions extends Omit<WebhookDeps, 'now' | 'readStatement'> {
  readonly trustedForwarders: readonly string[]
  readonly ready: () => Promise<void>
  /** Starts comparisons with the providers that are due. */
  readonly compareNow: () => void
}

export function createApp(
  deps: Deps,
  { trustedForwarders, ready, compareNow, ...webhooks }: AppOptions,
) {
  const app = createServiceApp({
    name: 'payments',
    description: 'Payments of orders, trade accounts, and the webhooks of payment providers',
    log: deps.log,
    trustedForwarders,
    ready,
  })
  app.route('/v1/payments', duePaymentRoutes(deps))
  app.route('/v1/payments', paymentRoutes(deps, webhooks.results))
  app.route('/v1/accounts', accountRoutes(deps))
  app.route('/v1/accounts', accountPaymentRoutes(deps))
  app.route('/v1/bank-entries', bankEntryRoutes(deps))
  app.route('/v1/disputes', disputeRoutes(deps))
  app.route('/v1/reversals', reversalRoutes(deps))
  app.route('/v1/reconciliations', reconciliationRoutes(deps, compareNow))
  app.route('/v1/reconciliations/failing-events', failingEventRoutes(deps))
  const readStatement = async (provider: Provider) => {
    await requestStatement(deps.db, provider)
    compareNow()
  }
  app.route('/webhooks', webhookRoutes(deps, { ...webhooks, now: deps.now, readStatement }))
  return app
}
