import { resolve } from 'node:path'

export const repositoryRoot = resolve(import.meta.dirname, '../../..')

/** The folder of fetched tools, data and state: STOA_HOME, or `.stoa` in the repository. */
export const homeOf = (env: NodeJS.ProcessEnv, root = repositoryRoot): string =>
  env.STOA_HOME ? resolve(env.STOA_HOME) : resolve(root, '.stoa')
