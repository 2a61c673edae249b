import { type MeshModel, policiesFor, type Resource } from '@stoa/mesh/policy'
import type { Workload } from './workload.ts'

const attached = ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'] as const

export interface PolicyScope {
  /** The mesh model for one workload: of the policies, only those that apply to it. */
  readonly meshFor: (workload: Workload) => MeshModel
  /** The workloads to which a policy applies. */
  readonly appliesTo: (policy: Resource<unknown>) => readonly Workload[]
}

/** Matches policies with workloads, indexed by namespace and first label to stay fast in a large mesh. */
export function policyScopeOf(mesh: MeshModel, workloads: readonly Workload[]): PolicyScope {
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
    meshFor: (workload) => views.get(workload) ?? mesh,
    appliesTo: (policy) => reached.get(policy) ?? [],
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
    const candidates = [...new Set([settings.rootNamespace, workload.namespace])].flatMap(
      (namespace) => entries.flatMap((entry) => buckets.get(bucket(namespace, entry)) ?? []),
    )
    const found = policiesFor(candidates, workload, settings)
    return [...found].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
  }
}

const bucket = (namespace: string, entry: readonly [string, string] | undefined): string =>
  entry === undefined ? namespace : `${namespace} ${entry[0]}=${entry[1]}`
