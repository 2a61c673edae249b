import { join } from 'node:path'
import { homeOf } from '@stoa/topology'

/** The folder of the lab's data, state and logs. */
export const labHome = (env: NodeJS.ProcessEnv): string => join(homeOf(env), 'lab')

/** The kubeconfig of the lab's administrator. */
export const adminKubeconfig = (home: string): string => join(home, 'admin.kubeconfig')

/** The values of releases that are true of the lab alone. */
export const siteFolder = (home: string): string => join(home, 'site')
