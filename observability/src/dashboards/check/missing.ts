import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'

/** The paths of the dashboards that have no file. Their builders are loaded only when they are asked for. */
export async function missingDashboards(root = repositoryRoot): Promise<string[]> {
  const { dashboardPaths } = await import('../generate.ts')
  return dashboardPaths().filter((path) => !existsSync(join(root, path)))
}

export const missingText = (paths: readonly string[]): string =>
  paths.map((path) => `${path} is missing; npm run dashboards writes it\n`).join('')
