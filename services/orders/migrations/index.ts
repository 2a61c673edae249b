import { deadLetterDecisionsMigration, eventsMigration, parkedEventsMigration } from '@stoa/events'
import type { Migrations } from '@stoa/postgres'
import orders from './0001-orders.ts'
import eventsHoldFacts from './0003-events-hold-facts.ts'
import changesByTransaction from './0004-changes-by-transaction.ts'
import ordersOnHold from './0005-orders-on-hold.ts'
import carriers from './0007-carriers.ts'
import quotes from './0008-quotes.ts'
import revokedQuoteKeys from './0009-revoked-quote-keys.ts'
import readyOrders from './0010-ready-orders.ts'
import judgedOrders from './0011-judged-orders.ts'
import awaitedStep from './0012-awaited-step.ts'
import dimensions from './0013-dimensions.ts'
import outsideUntil from './0014-outside-until.ts'

export const migrations: Migrations = {
  '0000-events': eventsMigration,
  '0001-orders': orders,
  '0002-parked-events': parkedEventsMigration,
  '0003-events-hold-facts': eventsHoldFacts,
  '0004-changes-by-transaction': changesByTransaction,
  '0005-orders-on-hold': ordersOnHold,
  '0006-dead-letter-decisions': deadLetterDecisionsMigration,
  '0007-carriers': carriers,
  '0008-quotes': quotes,
  '0009-revoked-quote-keys': revokedQuoteKeys,
  '0010-ready-orders': readyOrders,
  '0011-judged-orders': judgedOrders,
  '0012-awaited-step': awaitedStep,
  '0013-dimensions': dimensions,
  '0014-outside-until': outsideUntil,
}
