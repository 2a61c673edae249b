import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** A script, `migrate.ts <root> [<service> <url>]...`: applies each service's migrations to its database. */
const [root = '', ...pairs] = process.argv.slice(2)
const load = (...path: string[]) => import(pathToFileURL(join(root, ...path)).href)
const postgres = await load('packages/postgres/src/index.ts')

for (let at = 0; at < pairs.length; at += 2) {
  const [service = '', url = ''] = pairs.slice(at)
  const { migrations } = await load('services', service, 'migrations/index.ts')
  const db = postgres.connectPostgres(url, { poolSize: 1 })
  await postgres.migrate(db, migrations)
  await db.destroy()
}
