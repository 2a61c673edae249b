import { type MeshModel, type Resource, reaching } from '@stoa/mesh/policy'
import type { Workload } from './workload.ts'

const attached = ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'] as const

export interface Reach {
  /** The mesh as one workload sees it: of the policies, those alone that reach it. */
  readonly meshOf: (workload: Workload) => MeshModel
  /** The workloads that a policy reaches. */
  readonly reachedBy: (policy: Resource<unknown>) => readonly Workload[]
}

/** Which policies reach which workloads, found by namespace and first label instead of one by one. */
export function reachOf(mesh: MeshModel, workloads: readonly Workload[]): Reach {
  const views = new Map<Workload, MeshModel>()
  const reached = new Map<Resource<unknown>, Workload[]>()
  const lookups = {
    AuthorizationPolicy: lookupOf(mesh.AuthorizationPolicy, mesh.settings),
    PeerAuthentication: lookupOf(mesh.PeerAuthentication, mesh.settings),
    RequestAuthentication: lookupOf(mesh.RequestAuthentication, mesh.settings),
  }
  for (const workload of workloads) {
    const view = {
      ...mesh,
      AuthorizationPolicy: lookups.AuthorizationPolicy(workload),
      PeerAuthentication: lookups.PeerAuthentication(workload),
      RequestAuthentication: lookups.RequestAuthentication(workload),
    }
    views.set(workload, view)
    for (const policy of attached.flatMap<Resource<unknown>>((kind) => view[kind])) {
      const list = reached.get(policy)
      if (list === undefined) reached.set(policy, [workload])
      else list.push(workload)
    }
  }
  return {
    meshOf: (workload) => views.get(workload) ?? mesh,
    reachedBy: (policy) => reached.get(policy) ?? [],
  }
}

type Attachable = MeshModel[(typeof attached)[number]][number]['spec']
type Settings = MeshModel['settings']

function lookupOf<Spec extends Attachable>(
  policies: readonly Resource<Spec>[],
  settings: Settings,
): (workload: Workload) => readonly Resource<Spec>[] {
  const order = new Map(policies.map((policy, index) => [policy, index]))
  const buckets = Map.groupBy(policies, ({ spec, namespace }) =>
    bucket(namespace, Object.entries(spec.selector?.matchLabels ?? {})[0]),
  )
  return (workload) => {
    const entries = [undefined, ...Object.entries(workload.labels)]
    const near = [...new Set([settings.rootNamespace, workload.namespace])].flatMap((namespace) =>
      entries.flatMap((entry) => buckets.get(bucket(namespace, entry)) ?? []),
    )
    const found = reaching(near, workload, settings)
    return [...found].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
  }
}

const bucket = (namespace: string, entry: readonly [string, string] | undefined): string =>
  entry === undefined ? namespace : `${namespace} ${entry[0]}=${entry[1]}`
