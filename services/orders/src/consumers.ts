import type { Handlers } from '@stoa/events'
import type { Deps } from './deps.ts'
import type { topology } from './topology.ts'
import { advance, type Reply } from './use-cases/advance.ts'
import { projectCarriers } from './use-cases/project-carriers.ts'
import { type CatalogChange, projectCatalog } from './use-cases/project-catalog.ts'

export function handlersOf(deps: Deps): Handlers<typeof topology> {
  const reply = (batch: readonly Reply[]) => advance(deps, batch)
  const catalog = (batch: readonly CatalogChange[]) => projectCatalog(deps, batch)
  return {
    'inventory.reserved': reply,
    'inventory.rejected': reply,
    'inventory.released': reply,
    'payments.authorised': reply,
    'payments.declined': reply,
    'payments.action_required': reply,
    'payments.voided': reply,
    'payments.void_failed': reply,
    'payments.captured': reply,
    'payments.capture_refused': reply,
    'payments.capture_pending': reply,
    'payments.capture_failed': reply,
    'payments.capture_reversed': reply,
    'payments.capture_restored': reply,
    'payments.refund_pending': reply,
    'payments.refunded': reply,
    'payments.refund_refused': reply,
    'payments.refund_failed': reply,
    'payments.expired': reply,
    'payments.renewal_refused': reply,
    'shipping.booked': reply,
    'shipping.rejected': reply,
    'shipping.cancelled': reply,
    'shipping.cancel_refused': reply,
    'shipping.handed_over': reply,
    'shipping.settlement_refused': reply,
    'shipping.carrier_changed': (batch) => projectCarriers(deps, batch),
    'catalog.product_changed': catalog,
    'catalog.quote_key_added': catalog,
    'catalog.quote_key_revoked': catalog,
  }
}
