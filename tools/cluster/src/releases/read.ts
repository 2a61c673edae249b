import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CannotRun, repositoryRoot } from '@stoa/topology'
import { parse } from 'yaml'
import { orderFaults, type Release, releasesSchema } from './release.ts'

export const releasesFile = 'charts/third-party/releases.yaml'

/** @throws CannotRun that names every fault of the file */
export function readReleases(root = repositoryRoot): Release[] {
  const parsed = releasesSchema.safeParse(parse(readFileSync(join(root, releasesFile), 'utf8')))
  const faults = parsed.success
    ? orderFaults(parsed.data.releases)
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  if (!parsed.success || faults.length > 0)
    throw new CannotRun(
      `${releasesFile} is not valid:\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
    )
  return parsed.data.releases
}
