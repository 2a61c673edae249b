import { makeDatabaseAuthority, type Profile, secretsOf } from '@stoa/cluster'
import { readTopology } from '@stoa/topology'
import { InstallationError, openInstaller } from '../../install/installer.ts'
import type { Cluster } from '../../kubernetes/cluster.ts'
import { type KubernetesObject, kubernetesObject } from '../../kubernetes/object.ts'
import { applyObjects } from '../../render/apply.ts'
import { standIns } from '../../render/platform-objects.ts'
import { checkDrain } from '../drain/check-drain.ts'
import { addUp, type CheckResult, type Finding } from '../report.ts'
import type { Standing } from '../standing.ts'
import { checkAddedSecrets } from './check-added-secrets.ts'
import { checkAutoscaled } from './check-autoscaled.ts'
import { checkProfile } from './check-profile.ts'
import { checkRemoval } from './check-removal.ts'
import { checkResize } from './check-resize.ts'
import { checkUpgrade } from './check-upgrade.ts'
import { checkHalfInstalled } from './half-installed.ts'
import { checkMissingSecret } from './missing-secret.ts'
import { labReleaseNames, openStage, type Stage } from './stage.ts'
import { refuseStrangers } from './strangers.ts'

export interface ChartsOptions {
  readonly profiles: readonly Profile[]
}

export interface ChartsResult extends CheckResult {
  readonly absent: readonly string[]
}

/**
 * Installs the charts with Helm, profile after profile, checks each, and removes it.
 * @throws CannotRun in a lab that holds what no chart installed
 */
export async function checkCharts(
  standing: Standing,
  { profiles }: ChartsOptions,
): Promise<ChartsResult> {
  const { lab, programs, log, cluster } = standing
  refuseStrangers(await cluster.listOf('apps/v1', 'Deployment'), standIns())
  const installer = openInstaller({ home: lab.home, programs, log })
  const stage = openStage(standing, installer)
  const absent = [...new Set(profiles.flatMap((profile) => installer.absent(profile)))]
  const surroundings = () => surround(cluster)
  const results = [found(await surroundings())]
  try {
    results.push(await checkMissingSecret(stage, surroundings))
    results.push(found(await checkAddedSecrets(cluster, readTopology().services)))
    for (const profile of profiles)
      for await (const result of checksOf(stage, profile)) results.push(result)
  } catch (error) {
    if (!(error instanceof InstallationError)) throw error
    results.push(found([findingOf(error)]))
  }
  return { ...addUp(results), absent }
}

/**
 * Production is upgraded and drained as well: it has autoscalers, budgets and more replicas than one. A platform of the
 * profile small is enlarged to production, and shrunk again; its edge is given an autoscaler.
 */
async function* checksOf(stage: Stage, profile: Profile): AsyncGenerator<CheckResult> {
  const isProduction = profile === 'production'
  if (isProduction) yield checkUpgrade(stage)
  else if (profile === 'small') yield found(await checkHalfInstalled(stage, profile))
  else await install(stage, profile)
  yield checkProfile(stage, profile)
  if (isProduction) yield checkDrain(stage)
  if (profile === 'small' && stage.checked.has('production'))
    yield checkResize(stage, 'small', 'production')
  if (profile === 'small') yield checkAutoscaled(stage, profile)
  yield checkRemoval(stage, profile)
}

async function install({ installer, log }: Stage, profile: Profile): Promise<void> {
  log(`installing the profile ${profile}`)
  await installer.run('upgrade', { profile, only: labReleaseNames })
}

/** The Secrets that operators and users would bring, and stand-ins for workloads of charts that are not here. */
async function surround(cluster: Cluster): Promise<readonly Finding[]> {
  const { services } = readTopology()
  const authority = await makeDatabaseAuthority()
  const generated = secretsOf(services, 'production', authority).map((secret) =>
    kubernetesObject.parse(secret),
  )
  const provided = services.flatMap(({ name, secrets }) =>
    secrets ? [secretOf(`${name}-providers`, secrets)] : [],
  )
  const objects = [...generated, ...provided, ...standIns()]
  const { refused } = await applyObjects(cluster, objects)
  return refused.map(({ object, reason }) => ({
    ...{ check: 'admission', subject: object, what: `refused: ${reason}` },
  }))
}

const secretOf = (name: string, keys: readonly string[]): KubernetesObject => ({
  ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'commerce' } },
  stringData: Object.fromEntries(keys.map((key) => [key, 'of the lab'])),
})

const found = (findings: readonly Finding[]): CheckResult => ({ findings, figures: {} })

const findingOf = ({ release, message }: InstallationError): Finding => ({
  ...{ check: 'installation', subject: release, what: message },
})
