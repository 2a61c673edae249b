/** Brings one service's database up to date and ends: `node migrate-main.ts services/orders/migrations/index.ts`. */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createLog, loadConfig } from '@stoa/service'
import { z } from 'zod'
import { connectPostgres } from './connect.ts'
import { type Migrations, migrate } from './migrate.ts'

const [file] = process.argv.slice(2)
if (!file) throw new Error('name the file that exports `migrations`')
const { migrations } = (await import(pathToFileURL(resolve(file)).href)) as {
  migrations: Migrations
}
const { DATABASE_URL } = loadConfig(z.object({ DATABASE_URL: z.string().min(1) }), process.env)
const log = createLog('migration', 'info')
const db = connectPostgres<unknown>(DATABASE_URL, { applicationName: 'migration', poolSize: 1 })
try {
  await migrate(db, migrations)
  log.info({ migrations: Object.keys(migrations).length }, 'the database is up to date')
} finally {
  await db.destroy()
}
