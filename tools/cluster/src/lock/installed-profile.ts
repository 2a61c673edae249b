import { CannotRun } from '@stoa/topology'
import type { Lease } from './lease.ts'

/** @throws CannotRun where the cluster was installed with another profile, and a change of it was not asked for */
export function requireSameProfile(
  { profile, changeProfile }: { readonly profile: string; readonly changeProfile: boolean },
  before: Pick<Lease, 'profile'> | undefined,
): void {
  const installed = before?.profile
  if (installed === undefined || installed === profile || changeProfile) return
  throw new CannotRun(
    `this cluster was installed with the profile ${installed}, and this command is for ${profile}: add --profile ${installed}, or --change-profile to go from ${installed} to ${profile}`,
  )
}
