import { CannotRun, readTopology } from '@stoa/topology'
import { stringify } from 'yaml'
import { kubectlOf } from '../check/kubectl.ts'
import { completeSecrets, howToMatch, namespacesOfSecrets } from '../completion/complete-secrets.ts'
import { freshMaterials } from '../completion/fresh.ts'
import { readSecrets } from '../completion/known-secrets.ts'
import { imagesOf } from '../image/names.ts'
import { requireSameProfile } from '../lock/installed-profile.ts'
import { readLease } from '../lock/lease-store.ts'
import { makeDatabaseAuthority } from '../releases/database-authority.ts'
import { requireContext } from '../releases/kubeconfig.ts'
import { secretsOf } from '../releases/secrets.ts'
import { lackedBy, namespacesOf } from '../trial/lacking.ts'
import { writeTrial } from '../trial/trial.ts'
import type { ClusterOptions } from './options.ts'

const print = (text: string) => void process.stdout.write(`${text}\n`)

const printObjects = (objects: readonly object[]) =>
  print(objects.map((object) => `---\n${stringify(object).trim()}`).join('\n'))

/**
 * Of a new cluster all Secrets; of one that is named, those that it lacks. @throws CannotRun where halves of a pair do not match, or
 * the cluster has another profile
 */
export async function printSecrets(
  options: Pick<ClusterOptions, 'profile' | 'context' | 'changeProfile'>,
): Promise<number> {
  const { profile, context } = options
  const { services } = readTopology()
  if (context === undefined) {
    printObjects(secretsOf(services, profile, await makeDatabaseAuthority()))
    return 0
  }
  const kubectl = kubectlOf(requireContext(context))
  requireSameProfile(options, await readLease(kubectl))
  const known = await readSecrets(kubectl, namespacesOfSecrets)
  const { missing, faults } = completeSecrets(services, profile, known, await freshMaterials())
  if (faults.length > 0)
    throw new CannotRun([...faults.map(({ text }) => text), howToMatch].join('\n'))
  if (missing.length === 0)
    process.stderr.write('no Secret is missing: there is nothing to apply\n')
  else printObjects(missing)
  return 0
}

export function printImages({ json }: Pick<ClusterOptions, 'json'>): number {
  const images = imagesOf(readTopology().services)
  const lines = images.map(({ service, image }) => `${service} ${image}`)
  print(json ? JSON.stringify({ images }) : lines.join('\n'))
  return 0
}

/** For a new cluster all objects; for one that is named, without the keys that it has. @throws CannotRun without a folder to fill */
export async function printTrial({
  site,
  context,
}: Pick<ClusterOptions, 'site' | 'context'>): Promise<number> {
  if (site === undefined) throw new CannotRun('name a new folder with --site')
  const objects = await writeTrial(site, readTopology().services)
  if (context === undefined) {
    printObjects(objects)
    return 0
  }
  const kubectl = kubectlOf(requireContext(context))
  printObjects(lackedBy(await readSecrets(kubectl, namespacesOf(objects)), objects))
  return 0
}
