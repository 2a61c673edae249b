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

/** What `stoa tools build prometheus` builds; Debian's is older. */
const builtAs: Readonly<Record<string, { tool: string; since: number }>> = {
  prometheus: { tool: 'prometheus', since: 3 },
  promtool: { tool: 'prometheus', since: 3 },
}

interface Where {
  readonly folder?: string
  readonly path?: string
  readonly required?: string
}

/**
 * Every version of a program that this machine has, in `.stoa/tools` or on PATH.
 * @throws Error when there is none, or none of the version that is built where STOA_REQUIRE_TOOLS names its tool
 */
export function programsNamed(name: string, where: Where = {}): [string, ...string[]] {
  const { folder = toolsFolder, path = process.env.PATH ?? '' } = where
  const { required = process.env.STOA_REQUIRE_TOOLS ?? '' } = where
  const fetched = existsSync(folder) ? readdirSync(folder).sort() : []
  const folders = [...fetched.map((one) => join(folder, one)), ...path.split(delimiter)]
  const [first, ...rest] = folders.map((one) => join(one, name)).filter(isExecutable)
  if (!first)
    throw new Error(
      `${name} is neither in .stoa/tools nor on PATH; \`npm start\` fetches it, or install Prometheus and Alertmanager`,
    )
  const built = builtAs[name]
  const isBuilt = (entry: string) =>
    entry.startsWith(`${built?.tool}-`) &&
    Number.parseInt(entry.slice(`${built?.tool}-`.length), 10) >= (built?.since ?? 0) &&
    isExecutable(join(folder, entry, name))
  if (built && required.split(' ').includes(built.tool) && !fetched.some(isBuilt))
    throw new Error(
      `STOA_REQUIRE_TOOLS names ${built.tool}, and no ${name} ${built.since} is built; \`npx stoa tools build ${built.tool}\` builds it`,
    )
  return [first, ...rest]
}
