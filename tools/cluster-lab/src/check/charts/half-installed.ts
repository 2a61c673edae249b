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

/** Changes the profile as far as the first of two calls of Helm; the installation of the same profile must then finish it. */
export async function checkHalfChanged(
  { installer, log }: Stage,
  profile: Profile,
): Promise<readonly Finding[]> {
  log(`dying between the two calls of Helm of a change to ${profile}`)
  const only = labReleaseNames
  if (!(await installer.interruptBetweenCalls({ profile, only })))
    return [finding(`the change to ${profile} was not left half-way to be mended`)]
  log(`changing to ${profile} again, which must finish it`)
  const outcomes = await installer.run('upgrade', { profile, only, left: 'commerce/stoa' })
  const action = outcomes.find(({ release }) => release === 'stoa')?.action
  return action === 'recover' ? [] : [finding(`${action} does not finish the change to ${profile}`)]
}

const mends = ({ action }: Outcome): boolean => action === 'reinstall' || action === 'recover'

const finding = (what: string): Finding => ({ check: 'installation', subject: 'stoa', what })
