import { type kubectlOf, leaseName, leaseNamespace, readLease, takeLock } from '@stoa/cluster'
import { until } from '@stoa/run'
import type { Cluster } from '../../kubernetes/cluster.ts'
import type { KubernetesObject } from '../../kubernetes/object.ts'
import type { Finding } from '../report.ts'
import type { RunningCommand } from './run-command.ts'

type Kubectl = ReturnType<typeof kubectlOf>
type Run = () => Promise<readonly Finding[]>

/** The lock of `stoa cluster`. */
export const leaseObject: KubernetesObject = {
  ...{ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' },
  metadata: { name: leaseName, namespace: leaseNamespace },
}

/** Of two that take the lock at once one has it; `refused` runs while it has. */
export async function checkLock(kubectl: Kubectl, refused: Run): Promise<readonly Finding[]> {
  const take = (holder: string) => takeLock(kubectl, { holder, onWait: () => undefined })
  const both = await Promise.allSettled([take('the first'), take('the second')])
  const won = both.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const what = `${won.length} of two that took it at the same moment have it`
  try {
    return won.length === 1
      ? await refused()
      : [{ check: 'stoa cluster', subject: 'the lock', what }]
  } finally {
    for (const lock of won) await lock.release({})
  }
}

/** How long the Lease of a command that was killed is valid in the lab. */
const leaseSeconds = 2

/** Kills a command at work; once its Lease has ended, `next` must go on. */
export async function checkDeadHolder(
  cluster: Cluster,
  kubectl: Kubectl,
  { process, ended }: RunningCommand,
  next: Run,
): Promise<readonly Finding[]> {
  const lease = () => readLease(kubectl)
  await until('a command at work', async () => {
    const isAtWork = (await lease())?.release !== undefined
    return isAtWork || process.exitCode !== null
  }).finally(() => process.kill('SIGKILL'))
  await ended
  await cluster.change(leaseObject, { spec: { leaseDurationSeconds: leaseSeconds } })
  const renewedAt = Date.parse((await lease())?.renewedAt ?? '')
  await until('the end of the Lease', () => Date.now() - renewedAt > leaseSeconds * 1_000)
  return next()
}
