import { resolve } from 'node:path'

export const repositoryRoot = resolve(import.meta.dirname, '../../..')

/** Where the runner keeps what it fetched, its data and its state: STOA_HOME, or `.stoa` beside the README. */
export const homeOf = (env: NodeJS.ProcessEnv, root = repositoryRoot): string =>
  env.STOA_HOME ? resolve(env.STOA_HOME) : resolve(root, '.stoa')
