import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { isAtLeast } from '../bin/versions.js'

/** The newest version of a program that `stoa tools build` has built; undefined when there is none. */
export function findBuilt(
  name: string,
  folder = join(repositoryRoot, '.stoa/tools'),
): string | undefined {
  const versions = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((entry) => entry.startsWith(`${name}-`) && existsSync(join(folder, entry, name)))
    .map((entry) => entry.slice(name.length + 1))
    .sort((a, b) => (a === b ? 0 : isAtLeast(a, b) ? -1 : 1))
  const [newest] = versions
  return newest && join(folder, `${name}-${newest}`, name)
}
