/** Brings one service's database up to date and ends: `node migrate-main.ts services/orders/migrations/index.ts`. */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createLog, handleSignals, loadConfig } from '@stoa/service'
import { z } from 'zod'
import { connectPostgres } from './connect.ts'
import type { Migrations } from './migrate.ts'
import { migrateAtStart } from './migrate-at-start.ts'

const [file] = process.argv.slice(2)
if (!file) throw new Error('name the file that exports `migrations`')
const { migrations } = (await import(pathToFileURL(resolve(file)).href)) as {
  migrations: Migrations
}
const { DATABASE_URL } = loadConfig(z.object({ DATABASE_URL: z.string().min(1) }), process.env)
const log = createLog('migration', 'info')
// Status 0 would tell Kubernetes, and so Helm, that the database is up to date.
handleSignals(log, { statusBeforeSteps: 1 })
const db = connectPostgres<unknown>(DATABASE_URL, { applicationName: 'migration', poolSize: 1 })
try {
  await migrateAtStart(db, migrations, log)
  log.info({ migrations: Object.keys(migrations).length }, 'the database is up to date')
} finally {
  await db.destroy()
}
