import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'

const toolsFolder = join(repositoryRoot, '.stoa/tools')

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * Every version of a program that this machine has, in `.stoa/tools` or on PATH.
 * @throws Error when there is none
 */
export function programsNamed(name: string): [string, ...string[]] {
  const fetched = existsSync(toolsFolder) ? readdirSync(toolsFolder).sort() : []
  const folders = [
    ...fetched.map((folder) => join(toolsFolder, folder)),
    ...(process.env.PATH ?? '').split(delimiter),
  ]
  const [first, ...rest] = folders.map((folder) => join(folder, name)).filter(isExecutable)
  if (!first)
    throw new Error(
      `${name} is neither in .stoa/tools nor on PATH; \`npm start\` fetches it, or install Prometheus and Alertmanager`,
    )
  return [first, ...rest]
}
