import { eventsMigration, parkedEventsMigration } from '@stoa/events'
import { payments } from './0001-payments.ts'
import { ledger } from './0002-ledger.ts'

export const migrations = {
  '0000-events': eventsMigration,
  '0001-payments': payments,
  '0002-ledger': ledger,
  '0003-parked-events': parkedEventsMigration,
}
