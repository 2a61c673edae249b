import type { Migrations } from '@stoa/postgres'
import { sandboxTables } from './0001-sandbox.ts'

export const migrations: Migrations = { '0001-sandbox': sandboxTables }
