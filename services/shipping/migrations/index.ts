import { eventsMigration, parkedEventsMigration } from '@stoa/events'
import type { Migrations } from '@stoa/postgres'
import { shipping } from './0001-shipping.ts'

export const migrations: Migrations = {
  '0000-events': eventsMigration,
  '0001-shipping': shipping,
  '0002-parked-events': parkedEventsMigration,
}
