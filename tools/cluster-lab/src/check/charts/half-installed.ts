import type { Outcome, Profile } from '@stoa/cluster'
import type { Finding } from '../report.ts'
import { labReleaseNames, type Stage } from './stage.ts'

const secrets = '/api/v1/namespaces/commerce/secrets?labelSelector=owner%3Dhelm%2Cname%3Dstoa'

/** Kills Helm in the middle of `stoa`; the installation of the profile must then mend it. */
export async function checkHalfInstalled(
  { cluster, installer, log }: Stage,
  profile: Profile,
): Promise<readonly Finding[]> {
  const isPending = async () =>
    (await cluster.list(secrets)).some(({ metadata }) =>
      metadata.labels?.status?.startsWith('pending-'),
    )
  log('killing Helm while it works')
  await installer.interrupt({ profile, only: ['policies', 'stoa'] }, isPending)
  if (!(await isPending())) return [finding('no release was left half-installed to be mended')]
  log(`installing the profile ${profile}, which must mend it`)
  const outcomes = await installer.run('upgrade', { profile, only: labReleaseNames })
  const outcome = outcomes.find(({ release }) => release === 'stoa')
  return outcome && mends(outcome) ? [] : [finding(`${outcome?.action} does not mend it`)]
}

const mends = ({ action }: Outcome): boolean => action === 'reinstall' || action === 'recover'

const finding = (what: string): Finding => ({ check: 'installation', subject: 'stoa', what })
