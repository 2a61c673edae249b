import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { toolsFolder } from '@stoa/run'
import { type BuildName, builds, requiredVersion } from './programs.ts'

/** The Go module that pins what a build consists of. */
export const moduleFolder = (name: BuildName) =>
  join(import.meta.dirname, '../../go', moduleOf(name))

const moduleOf = (name: BuildName) => (name === 'cluster-crds' ? 'crds' : name)

export const versionOf = (name: BuildName): string =>
  requiredVersion(readFileSync(join(moduleFolder(name), 'go.mod'), 'utf8'), builds[name].module)

/** Where a build is kept: another version in go.mod is another folder. */
export const builtFolder = (name: BuildName): string =>
  join(toolsFolder, `${name}-${versionOf(name)}`)
