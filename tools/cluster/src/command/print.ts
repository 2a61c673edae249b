import { CannotRun, readTopology } from '@stoa/topology'
import { stringify } from 'yaml'
import { kubectlOf } from '../check/kubectl.ts'
import { completeSecrets, howToMatch, namespacesOfSecrets } from '../completion/complete-secrets.ts'
import { freshMaterials } from '../completion/fresh.ts'
import { readSecrets } from '../completion/known-secrets.ts'
import { imagesOf } from '../image/names.ts'
import { makeDatabaseAuthority } from '../releases/database-authority.ts'
import { requireContext } from '../releases/kubeconfig.ts'
import { secretsOf } from '../releases/secrets.ts'
import { writeTrial } from '../trial/trial.ts'
import type { ClusterOptions } from './options.ts'

const print = (text: string) => void process.stdout.write(`${text}\n`)

const printObjects = (objects: readonly object[]) =>
  print(objects.map((object) => `---\n${stringify(object).trim()}`).join('\n'))

/** Of a new cluster all Secrets; of one that is named, those that it lacks. @throws CannotRun where halves of a pair do not match */
export async function printSecrets({
  profile,
  context,
}: Pick<ClusterOptions, 'profile' | 'context'>): Promise<number> {
  const { services } = readTopology()
  if (context === undefined) {
    printObjects(secretsOf(services, profile, await makeDatabaseAuthority()))
    return 0
  }
  const kubectl = kubectlOf(requireContext(context))
  const known = await readSecrets(kubectl, namespacesOfSecrets)
  const { missing, faults } = completeSecrets(services, profile, known, await freshMaterials())
  if (faults.length > 0)
    throw new CannotRun([...faults.map(({ text }) => text), howToMatch].join('\n'))
  if (missing.length === 0) process.stderr.write('no Secret is missing\n')
  else printObjects(missing)
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
