import { realpathSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { ensurePackages, pinnedNode } from './packages.js'
import { ensureTool, findTool } from './tools.js'

export const root = resolve(import.meta.dirname, '../../..')
export const homeOf = (env) => (env.STOA_HOME ? resolve(env.STOA_HOME) : join(root, '.stoa'))

/** Fetched tools are shared by every home. */
const toolsHome = join(root, '.stoa')

const names = ['nats-server', 'envoy', 'postgres']

const toolsOf = ([natsServer, envoy, postgres]) => ({
  ...{ node: pinnedNode(root), natsServer, envoy },
  postgresBin: postgres && dirname(realpathSync(postgres)),
})

/** Brings everything that the platform and its tests need, and tells where it is. */
export async function ensure() {
  const tools = Promise.all(names.map((name) => ensureTool(name, toolsHome)))
  tools.catch(() => undefined)
  await ensurePackages(root)
  return toolsOf(await tools)
}

/** Where things are, without bringing any: a field is undefined when its tool is not there. */
export const find = async () =>
  toolsOf(await Promise.all(names.map((name) => findTool(name, toolsHome))))

/** The environment that tells programs started from here what was found. */
export const environmentOf = (tools, env = process.env) => ({
  ...env,
  STOA_TOOLS: JSON.stringify(tools),
  ...(tools.envoy ? { STOA_ENVOY: tools.envoy } : {}),
  NODE_COMPILE_CACHE: join(toolsHome, 'cache/compile'),
})
