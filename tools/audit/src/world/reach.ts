import type { MeshModel, Resource } from '@stoa/mesh/policy'
import { carries, hasTargetRef } from '@stoa/mesh/policy'
import type { Workload } from './workload.ts'

interface Selecting {
  readonly selector?:
    | { readonly matchLabels?: Readonly<Record<string, string>> | undefined }
    | undefined
  readonly targetRef?: unknown
  readonly targetRefs?: readonly unknown[] | undefined
}

export type Attached = 'AuthorizationPolicy' | 'PeerAuthentication' | 'RequestAuthentication'
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
  const lookups = attached.map((kind) => [kind, lookupOf(mesh[kind])] as const)
  for (const workload of workloads) {
    const view: Record<string, unknown> = { ...mesh }
    for (const [kind, lookup] of lookups) {
      const policies = lookup(workload, mesh.settings.rootNamespace)
      view[kind] = policies
      for (const policy of policies)
        push(reached, policy, workload)
    }
    views.set(workload, view as unknown as MeshModel)
  }
  return {
    meshOf: (workload) => views.get(workload) ?? mesh,
    reachedBy: (policy) => reached.get(policy) ?? [],
  }
}

function lookupOf(policies: readonly Resource<Selecting>[]) {
  const order = new Map(policies.map((policy, index) => [policy, index]))
  const buckets = Map.groupBy(
    policies.filter(({ spec }) => !hasTargetRef(spec)),
    ({ spec, namespace }) => bucket(namespace, Object.entries(spec.selector?.matchLabels ?? {})[0]),
  )
  return (workload: Workload, root: string): readonly Resource<Selecting>[] => {
    const entries = [undefined, ...Object.entries(workload.labels)]
    return [...new Set([root, workload.namespace])]
      .flatMap((namespace) => entries.flatMap((entry) => buckets.get(bucket(namespace, entry)) ?? []))
      .filter(({ spec }) => carries(workload, Object.entries(spec.selector?.matchLabels ?? {})))
      .sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
  }
}

const bucket = (namespace: string, entry: readonly [string, string] | undefined): string =>
  entry === undefined ? namespace : `${namespace} ${entry[0]}=${entry[1]}`

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
