import type { Lease } from '../lock/lease.ts'
import { placeOf } from '../lock/living.ts'
import type { Profile } from '../profiles.ts'
import type { Installed } from './installed.ts'
import type { Release } from './release.ts'

/** Every release that there is, and those of the profile at hand. */
export interface Listed {
  readonly listed: readonly Release[]
  readonly releases: readonly Release[]
  /** Those that something else installs. */
  readonly without: readonly string[]
}

/** The releases that an earlier profile of the cluster brought and that its present one does not have. Pure. */
export function leftOver(
  { listed, releases, without }: Listed,
  present: Profile,
  installed: readonly Installed[],
  before: Pick<Lease, 'profile' | 'earlier'> | undefined,
): Release[] {
  const profiles = [...(before?.earlier ?? []), before?.profile]
  const earlier = profiles.filter((profile) => profile !== present)
  const there = new Set(installed.map(placeOf))
  return listed.filter(
    (release) =>
      !releases.some(({ name }) => name === release.name) &&
      !without.includes(release.name) &&
      release.profiles.some((profile: Profile) => earlier.includes(profile)) &&
      there.has(placeOf(release)),
  )
}

/** The releases of the profile and those left over, in their order; no release of the profile needs one that was left over. Pure. */
export function withLeftOver(
  { listed, releases }: Listed,
  others: readonly Release[],
): readonly Release[] {
  const all = listed.flatMap(({ name }) => {
    const known = (one: Release) => one.name === name
    return releases.find(known) ?? others.find(known) ?? []
  })
  const names = new Set(all.map(({ name }) => name))
  return all.map((release) => ({
    ...release,
    after: release.after.filter((name) => names.has(name)),
  }))
}
