import { InstallationError } from '../../install/installer.ts'
import type { KubernetesObject } from '../../kubernetes/object.ts'
import type { Finding } from '../report.ts'
import type { Stage } from './stage.ts'

const missing: KubernetesObject = {
  ...{ apiVersion: 'v1', kind: 'Secret' },
  metadata: { name: 'orders-database', namespace: 'commerce' },
}

/** Without a Secret nothing is installed, and the refusal says which one; `surround` brings it back. */
export async function checkMissingSecret(
  { cluster, installer, log }: Stage,
  surround: () => Promise<unknown>,
): Promise<readonly Finding[]> {
  log('installing without a Secret, which must be refused')
  await cluster.delete(missing)
  const reason = await installer
    .run('upgrade', { profile: 'small', only: ['namespaces', 'policies', 'stoa'] })
    .then(
      () => 'it was installed',
      (error: unknown) => {
        if (error instanceof InstallationError) return error.message
        throw error
      },
    )
  await surround()
  const said = ['orders-database: url', 'stoa cluster secrets']
  if (said.every((text) => reason.includes(text))) return []
  const what = `expected a refusal that names orders-database; ${reason}`
  return [{ check: 'installation', subject: 'stoa', what }]
}
