import { deadLetterDecisionsMigration, eventsMigration, parkedEventsMigration } from '@stoa/events'
import type { Migrations } from '@stoa/postgres'
import { catalog } from './0001-catalog.ts'
import { dimensions } from './0004-dimensions.ts'

export const migrations: Migrations = {
  '0000-events': eventsMigration,
  '0001-catalog': catalog,
  '0002-parked-events': parkedEventsMigration,
  '0003-dead-letter-decisions': deadLetterDecisionsMigration,
  '0004-dimensions': dimensions,
}
