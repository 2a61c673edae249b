import { sqlMigration } from '@stoa/postgres'

// An intent is written when it is authorised and when it is captured: with room on its page no index changes.
export const roomForChanges = sqlMigration(`alter table objects set (fillfactor = 60)`)
