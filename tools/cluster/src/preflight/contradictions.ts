import { resolve } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { parseAllDocuments } from 'yaml'
import type { Kubectl } from '../check/kubectl.ts'
import { HelmError } from '../helm.ts'
import type { Profile } from '../profiles.ts'
import { offlineRenderCall, type Target } from '../releases/helm-arguments.ts'
import type { Helm } from '../releases/helm-client.ts'
import { readReleases } from '../releases/read.ts'
import { type Release, releasesOf } from '../releases/release.ts'
import { connectionFaults, connectionsOf } from './connections.ts'
import { mergedValues } from './merge-values.ts'
import { scalerFaults } from './scaler-faults.ts'
import { type ValuesOf, valueFaults } from './value-faults.ts'

interface Rendering {
  readonly helm: Helm
  readonly kubectl: Kubectl
  readonly target: Target
  readonly profile: Profile
}

/** The values of each of these releases, with the defaults of our own charts; none of another one. */
export const valuesByName =
  (releases: readonly Release[], target: Target): ValuesOf =>
  (name) => {
    const release = releases.find((one) => one.name === name)
    if (!release) return {}
    const own = release.repository ? [] : [resolve(repositoryRoot, release.chart, 'values.yaml')]
    return mergedValues([...own, ...target.valuesOf(release)])
  }

/** Contradictions between releases; a release outside the plan counts with the values that it would have now. */
export async function contradictions(
  coming: readonly string[],
  { helm, kubectl, target, profile }: Rendering,
): Promise<string[]> {
  const known = releasesOf(readReleases(), profile)
  const named = (name: string) => known.find((one) => one.name === name)
  const valuesOf = valuesByName(known, target)
  const faults = valueFaults(coming, valuesOf)
  const stoa = named('stoa')
  if (!stoa || !(coming.includes('stoa') || coming.includes('postgres'))) return faults
  const comes = coming.includes('stoa')
  const objects = await objectsOf(stoa, comes, helm, target)
  if (objects === undefined) return faults
  return [
    ...faults,
    ...connectionFaults(connectionsOf(objects, valuesOf('postgres'))),
    ...(comes && !named('keda') ? await scalerFaults(objects, profile, kubectl) : []),
  ]
}

/** Undefined for a release that does not come and whose values are not complete yet: they are checked when it comes. */
async function objectsOf(
  release: Release,
  comes: boolean,
  helm: Helm,
  target: Target,
): Promise<object[] | undefined> {
  try {
    const rendered = await helm(offlineRenderCall(release, target))
    return parseAllDocuments(rendered).flatMap((document): object[] => document.toJS() ?? [])
  } catch (error) {
    if (comes || !(error instanceof HelmError)) throw error
    return undefined
  }
}
