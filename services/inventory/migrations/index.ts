import { deadLetterDecisionsMigration, eventsMigration, parkedEventsMigration } from '@stoa/events'
import type { Migrations } from '@stoa/postgres'
import { inventory } from './0001-inventory.ts'
import { lostGoods } from './0004-lost-goods.ts'

export const migrations: Migrations = {
  '0000-events': eventsMigration,
  '0001-inventory': inventory,
  '0002-parked-events': parkedEventsMigration,
  '0003-dead-letter-decisions': deadLetterDecisionsMigration,
  '0004-lost-goods': lostGoods,
}
