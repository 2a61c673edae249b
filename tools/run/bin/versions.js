import { accessSync, constants, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { runCommand } from './run-command.js'

/** The first x.y or x.y.z in a program's output. */
export const versionIn = (text) => /(\d+\.\d+(?:\.\d+)?)/.exec(text)?.[1]

export function isAtLeast(version, least) {
  const [have, want] = [version, least].map((v) => v.split('.').map(Number))
  for (let i = 0; i < want.length; i++) {
    const difference = (have[i] ?? 0) - want[i]
    if (difference !== 0) return difference > 0
  }
  return true
}

const isExecutable = (file) => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * The path of the first program of this name on PATH whose version is at least `least` and whose folder also holds
 * the programs `beside`, or undefined.
 */
export async function findOnPath(name, { least, beside = [] }, path = process.env.PATH ?? '') {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const file = join(folder, name)
    if (!isExecutable(file)) continue
    const own = dirname(realpathSync(file))
    if (!beside.every((program) => isExecutable(join(own, program)))) continue
    const { status, output } = await runCommand(file, ['--version'])
    const version = status === 0 ? versionIn(output) : undefined
    if (version && isAtLeast(version, least)) return file
  }
  return undefined
}
