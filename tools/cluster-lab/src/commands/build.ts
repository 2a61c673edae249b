import { CannotRun } from '@stoa/topology'
import { buildForLab } from '../programs/build.ts'
import { type BuildName, buildNames } from '../programs/programs.ts'

const isBuild = (name: string): name is BuildName => buildNames.some((known) => known === name)

/** Builds what the lab consists of, or what `names` say. */
export async function build(names: string[]): Promise<number> {
  const unknown = names.filter((name) => !isBuild(name))
  if (unknown.length > 0)
    throw new CannotRun(`expected ${buildNames.join(', ')}; found ${unknown.join(', ')}`)
  const wanted = names.length > 0 ? names.filter(isBuild) : buildNames
  for (const name of wanted) process.stdout.write(`built ${await buildForLab(name)}\n`)
  return 0
}
