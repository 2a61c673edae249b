import { InstallationError } from '../../install/installer.ts'
import type { KubernetesObject } from '../../kubernetes/object.ts'
import { siteFolder } from '../../places.ts'
import { checkCommand } from '../command/check-command.ts'
import type { CheckResult, Finding } from '../report.ts'
import type { Stage } from './stage.ts'

const missing: KubernetesObject = {
  ...{ apiVersion: 'v1', kind: 'Secret' },
  metadata: { name: 'orders-database', namespace: 'commerce' },
}

/** Without a Secret nothing is installed, and the refusal says which one; `surround` brings it back. */
export async function checkMissingSecret(
  stage: Stage,
  surround: () => Promise<unknown>,
): Promise<CheckResult> {
  const { cluster, lab, log, installer } = stage
  await cluster.delete(missing)
  const byChart = await checkRefusal(stage)
  const byCommand = await checkCommand({
    ...{ home: lab.home, cluster, log, site: siteFolder(lab.home) },
    absent: installer.absent('production'),
  })
  await surround()
  return { ...byCommand, findings: [...byChart, ...byCommand.findings] }
}

async function checkRefusal({ installer, log }: Stage): Promise<readonly Finding[]> {
  log('installing without a Secret, which must be refused')
  const reason = await installer
    .run('upgrade', { profile: 'small', only: ['namespaces', 'policies', 'stoa'] })
    .then(
      () => 'it was installed',
      (error: unknown) => {
        if (error instanceof InstallationError) return error.message
        throw error
      },
    )
  const said = ['orders-database: url', 'stoa cluster secrets']
  if (said.every((text) => reason.includes(text))) return []
  const what = `expected a refusal that names orders-database; ${reason}`
  return [{ check: 'installation', subject: 'stoa', what }]
}
