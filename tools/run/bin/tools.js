import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { printError } from './errors.js'
import { findOnPath } from './versions.js'
import { fetchTool } from './wheel.js'

/** The tools that are fetched as Python wheels, with their pins. */
export const pinnedTools = JSON.parse(
  readFileSync(new URL('./tools.json', import.meta.url), 'utf8'),
)

const folderOf = (name, home) => join(home, 'tools', `${name}-${pinnedTools[name].version}`)

/** The path of a tool's program: on PATH when new enough, else as an earlier start fetched it, else undefined. */
export async function findTool(name, home) {
  const tool = pinnedTools[name]
  const onPath = await findOnPath(name, tool)
  if (onPath) return onPath
  const fetched = join(folderOf(name, home), tool.program)
  return existsSync(fetched) ? fetched : undefined
}

export async function ensureTool(name, home) {
  const found = await findTool(name, home)
  if (found) return found
  const tool = pinnedTools[name]
  printError(`fetching ${name} ${tool.version}`)
  await fetchTool(name, tool, folderOf(name, home))
  return join(folderOf(name, home), tool.program)
}
