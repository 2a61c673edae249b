import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { CannotRun, repositoryRoot } from '@stoa/topology'
import { isAtLeast } from '../bin/versions.js'

/**
 * The newest version of a program that `stoa tools build` has built; undefined when there is none.
 * @throws CannotRun where STOA_REQUIRE_TOOLS names it and there is none: a test that would skip fails instead
 */
export function findBuilt(
  name: string,
  folder = join(repositoryRoot, '.stoa/tools'),
  required = process.env.STOA_REQUIRE_TOOLS ?? '',
): string | undefined {
  const versions = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((entry) => entry.startsWith(`${name}-`) && existsSync(join(folder, entry, name)))
    .map((entry) => entry.slice(name.length + 1))
    .sort((a, b) => (a === b ? 0 : isAtLeast(a, b) ? -1 : 1))
  const [newest] = versions
  if (!newest && required.split(' ').includes(name))
    throw new CannotRun(
      `STOA_REQUIRE_TOOLS names ${name}, which is not built; \`npx stoa tools build ${name}\` builds it`,
    )
  return newest && join(folder, `${name}-${newest}`, name)
}
