import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  carryOut,
  type Helm,
  helmAt,
  kubectlOf,
  manifestCall,
  type Outcome,
  type Profile,
  planOf,
  progressOn,
  type Release,
  readInstalled,
  type Target,
  type Verb,
  valuesFiles,
} from '@stoa/cluster'
import { stringify } from 'yaml'
import type { KubernetesObject } from '../kubernetes/object.ts'
import { adminKubeconfig, siteFolder } from '../places.ts'
import { objectsOf } from '../render/read-objects.ts'
import { diesBetweenCalls, killedOnce } from './killed-helm.ts'
import { isOlder, olderRelease, olderValues } from './older.ts'
import { labReleases } from './releases.ts'

export interface Installation {
  readonly profile: Profile
  /** The names of releases; without: all that the lab can install. */
  readonly only?: readonly string[]
  /** By release: values that come over all others. */
  readonly values?: Readonly<Record<string, object>>
  /** The chart `stoa` that was kept, with its values, in the place of today's. */
  readonly older?: boolean
  /** The release that a command was changing when it died, as namespace/name. */
  readonly left?: string
}

/** Does in the lab what `stoa cluster` does in a cluster, by the same plan and calls of Helm. */
export interface Installer {
  /** @throws InstallationError when a release fails, with what to do */
  run(verb: Verb, installation: Installation): Promise<readonly Outcome[]>
  /** Begins to upgrade releases and kills Helm once `isUnderWay`. */
  interrupt(installation: Installation, isUnderWay: () => Promise<boolean>): Promise<void>
  /** Begins to upgrade releases and dies between two calls of Helm for `stoa`; says whether there were two. */
  interruptBetweenCalls(installation: Installation): Promise<boolean>
  /** The objects of an installed release, without its hooks. */
  manifest(release: string, profile: Profile): Promise<readonly KubernetesObject[]>
  /** The releases of a profile whose charts are not on this machine. */
  absent(profile: Profile): readonly string[]
}

export class InstallationError extends Error {
  readonly release: string
  constructor({ release, reason, advice }: Outcome) {
    super(`${reason}; ${advice}`)
    this.name = 'InstallationError'
    this.release = release
  }
}

export interface InstallerOptions {
  readonly home: string
  readonly programs: { readonly helm: string; readonly istioCharts: string }
  readonly log: (line: string) => void
}

export function openInstaller({ home, programs, log }: InstallerOptions): Installer {
  const env = { PATH: process.env.PATH, HOME: home, KUBECONFIG: adminKubeconfig(home) }
  const helm = helmAt(programs.helm, env)
  const kubectl = kubectlOf('lab', env)
  const releasesIn = (profile: Profile) => labReleases(profile, programs.istioCharts)
  const targetOf = (profile: Profile, values: Installation['values'] = {}): Target => ({
    context: 'lab',
    valuesOf: (release) => [
      ...valuesIn(profile, release),
      ...Object.entries(values)
        .filter(([name]) => name === release.name)
        .map(([name, content]) => written(name, content)),
    ],
  })
  const valuesIn = (profile: Profile, release: Release) =>
    isOlder(release)
      ? olderValues(home)
      : valuesFiles(release, {
          ...{ profile, folder: siteFolder(home), derivedFolder: join(home, 'derived') },
        })
  const written = (name: string, content: object): string => {
    const path = join(home, 'derived', `${name}-over.yaml`)
    writeFileSync(path, stringify(content))
    return path
  }
  async function carriedOut(
    verb: Verb,
    { profile, only = [], older = false, left, values }: Installation,
    calling: Helm = helm,
  ): Promise<readonly Outcome[]> {
    const { releases } = releasesIn(profile)
    const wanted = older
      ? releases.map((one) => (one.name === 'stoa' ? olderRelease(one) : one))
      : releases
    const target = targetOf(profile, values)
    const installed = await readInstalled(helm, target, verb, only, left)
    const steps = planOf(wanted, installed, { verb, only })
    return carryOut(steps, { helm: calling, kubectl }, target, progressOn({ write: lines(log) }))
  }
  return {
    async run(verb, installation) {
      const outcomes = await carriedOut(verb, installation)
      const failed = outcomes.find(({ outcome }) => outcome === 'failed')
      if (failed) throw new InstallationError(failed)
      return outcomes
    },
    async interrupt(installation, isUnderWay) {
      await carriedOut('upgrade', installation, killedOnce(programs.helm, env, isUnderWay))
    },
    async interruptBetweenCalls(installation) {
      const halfWay = diesBetweenCalls('stoa', helm)
      await carriedOut('upgrade', installation, halfWay.helm)
      return halfWay.isDead()
    },
    async manifest(name, profile) {
      const release = releasesIn(profile).releases.find((one) => one.name === name)
      if (!release) throw new Error(`the lab has no release ${name}`)
      return objectsOf(await helm(manifestCall(release, targetOf(profile))), name)
    },
    absent: (profile) => releasesIn(profile).absent,
  }
}

const lines = (log: (line: string) => void) => (text: string) => log(text.trimEnd())
