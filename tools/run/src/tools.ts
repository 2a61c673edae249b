import { find, type Tools } from '../bin/ensure.js'

/** Where the bootstrap found each tool; without a bootstrap before us, what is there is looked up. */
export async function readTools(env: NodeJS.ProcessEnv): Promise<Tools> {
  if (env.STOA_TOOLS) return JSON.parse(env.STOA_TOOLS) as Tools
  const { node, natsServer, envoy, postgresBin } = await find()
  if (!natsServer || !envoy || !postgresBin)
    throw new Error('tools are missing; `npx stoa doctor` names them, `npm start` fetches them')
  return { node: node ?? process.execPath, natsServer, envoy, postgresBin }
}
