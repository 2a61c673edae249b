import { find, type Tools } from '../bin/ensure.js'

/** The tools that start.js found; when it did not start this process, they are looked up. */
export async function readTools(env: NodeJS.ProcessEnv): Promise<Tools> {
  if (env.STOA_TOOLS) return JSON.parse(env.STOA_TOOLS) as Tools
  const { node, natsServer, envoy, postgresBin, ...optional } = await find()
  if (!natsServer || !envoy || !postgresBin)
    throw new Error('tools are missing; `npx stoa doctor` names them, `npm start` fetches them')
  return { node: node ?? process.execPath, natsServer, envoy, postgresBin, ...optional }
}
