import { CannotRun, readTopology } from '@stoa/topology'
import { stringify } from 'yaml'
import { deployedServices } from '../deployed.ts'
import { imagesOf } from '../image/names.ts'
import { makeDatabaseAuthority } from '../releases/database-authority.ts'
import { authoritySecret } from '../releases/databases.ts'
import { authorityCertificateSecret, type Secret, secretsOf } from '../releases/secrets.ts'
import { writeTrial } from '../trial/trial.ts'
import type { ClusterOptions } from './options.ts'

const print = (text: string) => void process.stdout.write(`${text}\n`)

const printObjects = (objects: readonly object[]) =>
  print(objects.map((object) => `---\n${stringify(object).trim()}`).join('\n'))

/** With the names of services, theirs alone: the authority of the database's certificate stays as it is. @throws CannotRun for an unknown name */
export async function printSecrets({
  profile,
  only,
}: Pick<ClusterOptions, 'profile' | 'only'>): Promise<number> {
  const services = deployedServices(readTopology())
  const known = services.map(({ name }) => name)
  const unknown = only.filter((name) => !known.includes(name))
  if (unknown.length > 0)
    throw new CannotRun(
      `there is no deployed service ${unknown.join(', ')}; there are ${known.join(', ')}`,
    )
  const chosen = only.length === 0 ? services : services.filter(({ name }) => only.includes(name))
  const secrets = secretsOf(chosen, profile, await makeDatabaseAuthority())
  printObjects(only.length === 0 ? secrets : secrets.filter(isOfService))
  return 0
}

const ofAuthority: readonly string[] = [authoritySecret, authorityCertificateSecret]
const isOfService = ({ metadata }: Secret) => !ofAuthority.includes(metadata.name)

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
