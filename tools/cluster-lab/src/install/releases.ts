import { join } from 'node:path'
import { type Profile, type Release, readReleases, releasesOf } from '@stoa/cluster'

/** Where Istio's Go module has the charts that its project publishes. */
const istioFolders: Readonly<Record<string, string>> = {
  'istio-base': 'base',
  'istio-cni': 'istio-cni',
  istiod: 'istio-control/istio-discovery',
  'istio-ingressgateway': 'gateway',
}

/** Nothing in the lab takes longer, since no image is fetched. */
const waitMinutes = 2

/**
 * The releases of a profile whose charts are on this machine: ours, and Istio's from its Go module. `absent` are the
 * names of the others.
 */
export function labReleases(
  profile: Profile,
  istioCharts: string,
): { readonly releases: readonly Release[]; readonly absent: readonly string[] } {
  const all = releasesOf(readReleases(), profile)
  const present = all.filter(({ name, repository }) => !repository || name in istioFolders)
  const names = new Set(present.map(({ name }) => name))
  // The edge is there before the platform, in whose place other files may be checked.
  const needed = (name: string) => names.has(name) && name !== 'stoa'
  const releases = present.map(({ repository: _, version: __, chart, after, ...release }) => {
    const folder = istioFolders[release.name]
    return {
      ...{ ...release, waitMinutes, after: after.filter(needed) },
      chart: folder ? join(istioCharts, folder) : chart,
    }
  })
  return { releases, absent: all.map(({ name }) => name).filter((name) => !names.has(name)) }
}
