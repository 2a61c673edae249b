import { join, resolve } from 'node:path'
import { ensurePackages, pinnedNode } from './packages.js'
import { ensurePostgres, findPostgres } from './postgres.js'
import { ensureTool, findTool } from './tools.js'

export const root = resolve(import.meta.dirname, '../../..')
export const homeOf = (env) => (env.STOA_HOME ? resolve(env.STOA_HOME) : join(root, '.stoa'))

/** Fetched tools are shared by every home. */
const toolsHome = join(root, '.stoa')

/** Brings everything that the platform and its tests need, and tells where it is. */
export async function ensure() {
  const tools = Promise.all([ensureTool('nats-server', toolsHome), ensureTool('envoy', toolsHome)])
  tools.catch(() => undefined)
  await ensurePackages(root)
  const [natsServer, envoy] = await tools
  return { node: pinnedNode(root), natsServer, envoy, postgresBin: await ensurePostgres(root) }
}

/** Where things are, without bringing any: a field is undefined when its tool is not there. */
export async function find() {
  const [natsServer, envoy, postgresBin] = await Promise.all([
    findTool('nats-server', toolsHome),
    findTool('envoy', toolsHome),
    findPostgres(root),
  ])
  return { node: pinnedNode(root), natsServer, envoy, postgresBin }
}

/** The environment that tells programs started from here what was found. */
export const environmentOf = (tools, env = process.env) => ({
  ...env,
  STOA_TOOLS: JSON.stringify(tools),
  ...(tools.envoy ? { STOA_ENVOY: tools.envoy } : {}),
  NODE_COMPILE_CACHE: join(toolsHome, 'cache/compile'),
})
