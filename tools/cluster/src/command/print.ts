import { CannotRun, readTopology } from '@stoa/topology'
import { stringify } from 'yaml'
import { imagesOf } from '../image/names.ts'
import type { Profile } from '../profiles.ts'
import { makeDatabaseAuthority } from '../releases/database-authority.ts'
import { secretsOf } from '../releases/secrets.ts'
import { writeTrial } from '../trial/trial.ts'
import type { ClusterOptions } from './options.ts'

const print = (text: string) => void process.stdout.write(`${text}\n`)

const printObjects = (objects: readonly object[]) =>
  print(objects.map((object) => `---\n${stringify(object).trim()}`).join('\n'))

export async function printSecrets(profile: Profile): Promise<number> {
  printObjects(secretsOf(readTopology().services, profile, await makeDatabaseAuthority()))
  return 0
}

export function printImages({ json }: Pick<ClusterOptions, 'json'>): number {
  const images = imagesOf(readTopology().services)
  const lines = images.map(({ service, image }) => `${service} ${image}`)
  print(json ? JSON.stringify({ images }) : lines.join('\n'))
  return 0
}

/** @throws CannotRun without a folder to fill */
export async function printTrial({ site }: Pick<ClusterOptions, 'site'>): Promise<number> {
  if (site === undefined) throw new CannotRun('name a new folder with --site')
  printObjects(await writeTrial(site, readTopology().services))
  return 0
}
