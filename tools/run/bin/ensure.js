import { realpathSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { ensurePackages, pinnedNode } from './packages.js'
import { ensureTool, findTool } from './tools.js'

export const root = resolve(import.meta.dirname, '../../..')
export const homeOf = (env) => (env.STOA_HOME ? resolve(env.STOA_HOME) : join(root, '.stoa'))

/** Fetched tools are shared by all homes. */
const toolsHome = join(root, '.stoa')

const names = ['nats-server', 'envoy', 'postgres']

const toolsOf = ([natsServer, envoy, postgres]) => ({
  ...{ node: pinnedNode(root), natsServer, envoy },
  postgresBin: postgres && dirname(realpathSync(postgres)),
})

/** Installs the packages and fetches the tools that are missing. @returns the path of each tool */
export async function ensure() {
  const tools = Promise.all(names.map((name) => ensureTool(name, toolsHome)))
  tools.catch(() => undefined)
  await ensurePackages(root)
  return toolsOf(await tools)
}

/** The path of each tool, without fetching any; undefined for one that is missing. */
export const find = async () =>
  toolsOf(await Promise.all(names.map((name) => findTool(name, toolsHome))))

/** The environment in which programs find these tools. */
export const environmentOf = (tools, env = process.env) => ({
  ...env,
  STOA_TOOLS: JSON.stringify(tools),
  ...(tools.envoy ? { STOA_ENVOY: tools.envoy } : {}),
  NODE_COMPILE_CACHE: join(toolsHome, 'cache/compile'),
})
