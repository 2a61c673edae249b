import { CannotRun } from '@stoa/topology'
import { type KubernetesObject, nameOf } from '../../kubernetes/object.ts'
import { releaseOf } from './snapshot.ts'

/**
 * Helm installs over no workload that another made, such as `lab apply` or a check of files.
 * @throws CannotRun when Deployments of the lab are neither a release's nor stand-ins
 */
export function refuseStrangers(
  standing: readonly KubernetesObject[],
  standIns: readonly KubernetesObject[],
): void {
  const known = new Set(standIns.map(nameOf))
  const strangers = standing.filter((one) => !releaseOf(one) && !known.has(nameOf(one)))
  const [first] = strangers
  if (!first) return
  const more = strangers.length > 1 ? ` and ${strangers.length - 1} more` : ''
  throw new CannotRun(
    `the lab holds workloads that no chart installed: ${nameOf(first)}${more}; begin with an empty one: npx stoa lab down, then npx stoa lab up`,
  )
}
