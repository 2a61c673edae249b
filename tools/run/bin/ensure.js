import { realpathSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { besideTool, ensureOptionalTool, findOptionalTool } from './optional-tools.js'
import { ensurePackages, pinnedNode } from './packages.js'
import { ensureTool, findTool } from './tools.js'

export const root = resolve(import.meta.dirname, '../../..')
export const homeOf = (env) => (env.STOA_HOME ? resolve(env.STOA_HOME) : join(root, '.stoa'))

/** Fetched tools are shared by all homes. */
const toolsHome = join(root, '.stoa')

const names = ['nats-server', 'envoy', 'postgres']
const optionalNames = ['prometheus', 'alertmanager']

const toolsOf = ([natsServer, envoy, postgres], [prometheus, alertmanager]) => ({
  ...{ node: pinnedNode(root), natsServer, envoy },
  postgresBin: postgres && dirname(realpathSync(postgres)),
  ...{ prometheus, alertmanager },
})

/**
 * Installs the packages and fetches the tools that are missing, those for metrics too unless `metrics` is false.
 * @returns the path of each tool; undefined for one for metrics that cannot be had
 */
export async function ensure({ metrics = true } = {}) {
  const getOptional = metrics ? ensureOptionalTool : findOptionalTool
  const tools = Promise.all([
    Promise.all(names.map((name) => ensureTool(name, toolsHome))),
    Promise.all(optionalNames.map((name) => getOptional(name, toolsHome))),
  ])
  tools.catch(() => undefined)
  await ensurePackages(root)
  return toolsOf(...(await tools))
}

/** The path of each tool, without fetching any; undefined for one that is missing. */
export const find = async () =>
  toolsOf(
    await Promise.all(names.map((name) => findTool(name, toolsHome))),
    await Promise.all(optionalNames.map((name) => findOptionalTool(name, toolsHome))),
  )

/** The environment in which programs find these tools. */
export const environmentOf = (tools, env = process.env) => ({
  ...env,
  STOA_TOOLS: JSON.stringify(tools),
  ...(tools.envoy ? { STOA_ENVOY: tools.envoy } : {}),
  ...(tools.prometheus ? { STOA_PROMTOOL: besideTool(tools.prometheus, 'promtool') } : {}),
  ...(tools.alertmanager ? { STOA_AMTOOL: besideTool(tools.alertmanager, 'amtool') } : {}),
  NODE_COMPILE_CACHE: join(toolsHome, 'cache/compile'),
})
