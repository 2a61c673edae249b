import { deadLetterDecisionsMigration, eventsMigration, parkedEventsMigration } from '@stoa/events'
import type { Migrations } from '@stoa/postgres'
import { customers } from './0001-customers.ts'
import { addressesOfTheWorld } from './0004-addresses-of-the-world.ts'
import { readyOrders } from './0005-ready-orders.ts'
import { latestNumbers } from './0006-latest-numbers.ts'
import { replacedRefunds } from './0007-replaced-refunds.ts'

export const migrations: Migrations = {
  '0000-events': eventsMigration,
  '0001-customers': customers,
  '0002-parked-events': parkedEventsMigration,
  '0003-dead-letter-decisions': deadLetterDecisionsMigration,
  '0004-addresses-of-the-world': addressesOfTheWorld,
  '0005-ready-orders': readyOrders,
  '0006-latest-numbers': latestNumbers,
  '0007-replaced-refunds': replacedRefunds,
}
