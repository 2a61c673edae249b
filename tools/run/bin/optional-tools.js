import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fetchDebianPackage } from './debian-package.js'
import { printError } from './errors.js'
import { findOnPath, isAtLeast } from './versions.js'

/** The tools without which the platform starts all the same, and the Debian packages that hold them. */
export const optionalTools = JSON.parse(
  readFileSync(new URL('./optional-tools.json', import.meta.url), 'utf8'),
)

/** The path of a tool's program: on PATH when new enough, else the newest that was fetched or built, else undefined. */
export async function findOptionalTool(name, home, path = process.env.PATH) {
  const tool = optionalTools[name]
  for (const program of tool.names) {
    const found = await findOnPath(program, tool, path)
    if (found) return found
  }
  return newestIn(join(home, 'tools'), name)
}

function newestIn(folder, name) {
  const versions = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((entry) => entry.startsWith(`${name}-`) && existsSync(join(folder, entry, name)))
    .map((entry) => entry.slice(name.length + 1))
    .sort((a, b) => (a === b ? 0 : isAtLeast(a, b) ? -1 : 1))
  return versions[0] && join(folder, `${name}-${versions[0]}`, name)
}

/** Fetches the tool when it is missing. Says why and resolves with undefined when it cannot be had. */
export async function ensureOptionalTool(name, home) {
  const found = await findOptionalTool(name, home)
  if (found) return found
  const tool = optionalTools[name]
  printError(`fetching ${name} (Debian package ${tool.package})`)
  try {
    return join(await fetchDebianPackage(name, tool, join(home, 'tools')), name)
  } catch (error) {
    printError(error.message)
    return undefined
  }
}

/** The path of a program that comes with the tool, such as promtool with prometheus. */
export const besideTool = (tool, program) => tool && join(dirname(realpathSync(tool)), program)
