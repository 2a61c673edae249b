import { CannotRun } from '@stoa/topology'
import { z } from 'zod'
import { type Profile, profiles } from '../profiles.ts'

const dnsName = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,51}[a-z0-9])?$/)

const releaseSchema = z
  .strictObject({
    name: dnsName,
    namespace: dnsName,
    chart: z.string().min(1),
    repository: z.url({ protocol: /^https$/ }).optional(),
    version: z
      .string()
      .regex(/^v?\d+\.\d+\.\d+$/, 'expected an exact version, such as 1.2.3')
      .optional(),
    /** A folder with a values file for each profile, beside those of this folder. */
    profileValues: z.string().min(1).optional(),
    /** By a key of the values: a file of the repository that stands below it. */
    below: z.record(z.string(), z.string()).default({}),
    /** Keys of the values: the annotations of pods that have a proxy, which get the mesh's defaults. */
    proxies: z.array(z.string()).default([]),
    after: z.array(dnsName),
    profiles: z
      .array(z.enum(profiles))
      .min(1)
      .default([...profiles]),
    /** Whether a region that stands by has it. */
    standby: z.boolean().default(true),
    ready: z.string().min(1),
    waitMinutes: z.int().min(1).max(60),
  })
  .refine(({ repository, version }) => (repository === undefined) === (version === undefined), {
    message: 'a chart of a repository needs an exact version, and a folder has none',
  })

export const releasesSchema = z.strictObject({ releases: z.array(releaseSchema).min(1) })

export type Release = z.infer<typeof releaseSchema>

/** What the schema cannot say: each release comes once, and after those that it names. */
export function orderFaults(releases: readonly Release[]): string[] {
  return releases.flatMap(({ name, after }, index) => {
    const earlier = new Set(releases.slice(0, index).map((release) => release.name))
    return [
      ...(earlier.has(name) ? [`${name} is listed twice`] : []),
      ...after
        .filter((other) => !earlier.has(other))
        .map((other) => `${name} comes after ${other}, which is not listed before it`),
    ]
  })
}

/**
 * The releases of a profile, in their order, but for some that something else installs; `after` names only those that
 * are left. @throws CannotRun where a name of those is of no release
 */
export function releasesOf(
  releases: readonly Release[],
  profile: Profile,
  without: readonly string[] = [],
): Release[] {
  const known = releases.map(({ name }) => name)
  const unknown = without.filter((name) => !known.includes(name))
  if (unknown.length > 0)
    throw new CannotRun(
      `--without: there is no release ${unknown.join(', ')}; there are ${known.join(', ')}`,
    )
  const present = releases.filter(
    (release) => release.profiles.includes(profile) && !without.includes(release.name),
  )
  const names = new Set(present.map(({ name }) => name))
  return present.map((release) => ({
    ...release,
    after: release.after.filter((name) => names.has(name)),
  }))
}
