import { kubectlOf, readLease } from '@stoa/cluster'
import type { Cluster } from '../../kubernetes/cluster.ts'
import type { CheckResult, Finding } from '../report.ts'
import { type Expected, otherwise } from './expected.ts'
import { checkDeadHolder, checkLock, leaseObject } from './lock.ts'
import { commandEnv, startCommand } from './run-command.ts'

export interface CommandOptions {
  readonly home: string
  readonly cluster: Cluster
  readonly log: (line: string) => void
  /** Releases whose charts are not on this machine. */
  readonly absent: readonly string[]
  readonly site: string
}

/**
 * `stoa cluster` as its users run it: one command at a time changes the cluster, what is missing is named before the first change,
 * and the profile changes only where that is asked for. A Secret of the platform must be missing, and nothing of it be installed.
 */
export async function checkCommand(options: CommandOptions): Promise<CheckResult> {
  const { home, cluster, log, absent, site } = options
  const kubectl = kubectlOf('lab', commandEnv(home))
  let runs = 0
  const run = async (subject: string, args: readonly string[], expected: Expected) => {
    runs++
    return otherwise(subject, await startCommand(home, args).ended, expected)
  }
  const profileIs = async (expected: string): Promise<readonly Finding[]> => {
    const profile = (await readLease(kubectl))?.profile
    const what = `its profile is ${profile}, and ${expected} was expected`
    return profile === expected ? [] : [{ check: 'stoa cluster', subject: 'the Lease', what }]
  }
  const namespaces = ['upgrade', '--only=namespaces']
  const platform = ['upgrade', '--only=policies,stoa', `--without=${absent.join(',')}`]
  const production = '--profile=production'
  log('running stoa cluster: its lock, what is missing, and the profile')
  await cluster.delete(leaseObject)
  try {
    return {
      findings: [
        ...(await checkLock(kubectl, () =>
          run('while another command works', namespaces, {
            ...{ status: 2, says: ['has changed this cluster since', 'wait for its end'] },
          }),
        )),
        ...(await checkDeadHolder(cluster, kubectl, startCommand(home, namespaces), () =>
          run('after a command was killed', namespaces, {
            ...{ status: 0, says: ['does not renew its lock; taking it over'] },
          }),
        )),
        ...(await profileIs('small')),
        ...(await run('for another profile', [...namespaces, production], {
          ...{ status: 2, says: ['was installed with the profile small', '--change-profile'] },
        })),
        ...(await run(
          'without a Secret and the API of metrics',
          [...platform, production, '--change-profile', `--site=${site}`],
          {
            status: 2,
            says: [
              'nothing was changed',
              'the Secret orders-database in commerce: url',
              'the API metrics.k8s.io',
            ],
          },
        )),
        ...(await profileIs('small')),
        ...(await run('to change the profile', [...namespaces, production, '--change-profile'], {
          ...{ status: 0, says: ['1 done'] },
        })),
        ...(await profileIs('production')),
      ],
      figures: { commands: runs },
    }
  } finally {
    await cluster.delete(leaseObject)
  }
}
