import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { say } from './say.js'
import { findOnPath } from './versions.js'
import { fetchTool } from './wheel.js'

/** The tools that are fetched as Python wheels, with their pins. */
export const pinnedTools = JSON.parse(
  readFileSync(new URL('./tools.json', import.meta.url), 'utf8'),
)

const folderOf = (name, home) => join(home, 'tools', `${name}-${pinnedTools[name].version}`)

/** Where a tool's program is: on PATH when new enough, else where an earlier start put it; undefined when neither. */
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
  say(`fetching ${name} ${tool.version}`)
  await fetchTool(name, tool, folderOf(name, home))
  return join(folderOf(name, home), tool.program)
}
