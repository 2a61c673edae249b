import { deadLetterDecisionsMigration, eventsMigration, parkedEventsMigration } from '@stoa/events'
import { payments } from './0001-payments.ts'
import { ledger } from './0002-ledger.ts'
import { leases } from './0003-leases.ts'
import { pendingMoney } from './0006-pending-money.ts'
import { providerRefunds } from './0007-provider-refunds.ts'
import { disputes } from './0008-disputes.ts'
import { statements } from './0009-statements.ts'
import { accountPayments } from './0010-account-payments.ts'
import { shopperActions } from './0011-shopper-actions.ts'
import { bankEntries } from './0012-bank-entries.ts'
import { renewals } from './0013-renewals.ts'
import { bankMovements } from './0014-bank-movements.ts'
import { failingEvents } from './0015-failing-events.ts'
import { failingEventAttempts } from './0016-failing-event-attempts.ts'
import { reversals } from './0017-reversals.ts'
import { idempotencyKeys } from './0018-idempotency-keys.ts'
import { failingEventPayloads } from './0020-failing-event-payloads.ts'
import { conversions } from './0021-conversions.ts'
import { unmatchedEvents } from './0022-unmatched-events.ts'
import { captures } from './0023-captures.ts'
import { discardedEvents } from './0026-discarded-events.ts'
import { dueCaptures } from './0027-due-captures.ts'
import { lostDisputes } from './0029-lost-disputes.ts'
import { strayCaptures } from './0030-stray-captures.ts'
import { eventListParts } from './0031-event-list-parts.ts'
import { pairedReversals } from './0032-paired-reversals.ts'
import { conversionIds } from './0033-conversion-ids.ts'
import { providerOrders } from './0034-provider-orders.ts'
import { reviews } from './0035-reviews.ts'
import { orderTraces } from './0036-order-traces.ts'
import { reopenedDisputes } from './0037-reopened-disputes.ts'
import { stepBegan } from './0038-step-began.ts'

export const migrations = {
  '0000-events': eventsMigration,
  '0001-payments': payments,
  '0002-ledger': ledger,
  '0003-leases': leases,
  '0004-parked-events': parkedEventsMigration,
  '0005-dead-letter-decisions': deadLetterDecisionsMigration,
  '0006-pending-money': pendingMoney,
  '0007-provider-refunds': providerRefunds,
  '0008-disputes': disputes,
  '0009-statements': statements,
  '0010-account-payments': accountPayments,
  '0011-shopper-actions': shopperActions,
  '0012-bank-entries': bankEntries,
  '0013-renewals': renewals,
  '0014-bank-movements': bankMovements,
  '0015-failing-events': failingEvents,
  '0016-failing-event-attempts': failingEventAttempts,
  '0017-reversals': reversals,
  '0018-idempotency-keys': idempotencyKeys,
  '0020-failing-event-payloads': failingEventPayloads,
  '0021-conversions': conversions,
  '0022-unmatched-events': unmatchedEvents,
  '0023-captures': captures,
  '0026-discarded-events': discardedEvents,
  '0027-due-captures': dueCaptures,
  '0029-lost-disputes': lostDisputes,
  '0030-stray-captures': strayCaptures,
  '0031-event-list-parts': eventListParts,
  '0032-paired-reversals': pairedReversals,
  '0033-conversion-ids': conversionIds,
  '0034-provider-orders': providerOrders,
  '0035-reviews': reviews,
  '0036-order-traces': orderTraces,
  '0037-reopened-disputes': reopenedDisputes,
  '0038-step-began': stepBegan,
}
