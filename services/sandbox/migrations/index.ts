import type { Migrations } from '@stoa/postgres'
import { sandboxTables } from './0001-sandbox.ts'
import { roomForChanges } from './0002-room-for-changes.ts'

export const migrations: Migrations = {
  '0001-sandbox': sandboxTables,
  '0002-room-for-changes': roomForChanges,
}
