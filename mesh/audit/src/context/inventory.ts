import type { MeshModel } from '@stoa/mesh/policy'
import type { Kubernetes } from '../inputs/kubernetes.ts'
import type { DeclaredService } from '../inputs/services.ts'
import {
  collectorWorkload,
  declaredWorkloads,
  gatewayWorkloads,
  namedPrincipals,
  workloadsOfPolicies,
} from './inferred-workloads.ts'
import { kubernetesWorkloads } from './kubernetes-workloads.ts'
import { withStatistics } from './statistics.ts'
import { identityOf, keyOf, type Workload } from './workload.ts'

export interface Inventory {
  readonly workloads: readonly Workload[]
  readonly byName: ReadonlyMap<string, Workload>
  readonly byPrincipal: ReadonlyMap<string, readonly Workload[]>
  /** The known service accounts by namespace. */
  readonly accounts: ReadonlyMap<string, ReadonlySet<string>>
  readonly namespaces: ReadonlySet<string>
  /** The principals that policies name and under which no known workload runs. */
  readonly externalPrincipals: readonly string[]
  /** The metrics collector of this platform, which reads the statistics of every proxy. */
  readonly collector: Workload | undefined
  /** False when the workloads were inferred from the policies, so that policies cannot be checked against them. */
  readonly known: boolean
}

/** The workloads: from Kubernetes, else from service.yaml, else inferred from the policies. */
export function inventoryOf(
  mesh: MeshModel,
  kubernetes: Kubernetes,
  services: readonly DeclaredService[],
): Inventory {
  const real = kubernetesWorkloads(kubernetes, mesh)
  const names = new Set(real.map(({ name }) => name))
  const declared = real.length > 0 ? [] : declaredWorkloads(services, mesh)
  const more = declared.filter(({ name }) => !names.has(name))
  const found = declared.length > 0 ? collectorWorkload(mesh) : undefined
  const known = [...real, ...more, ...(found ? [found] : [])]
  const described = known.length > 0 ? known : workloadsOfPolicies(mesh)
  const all = [...described, ...gatewayWorkloads(mesh, described)]
  const workloads = found ? all.map(withStatistics) : all
  const accounts = accountsOf(workloads, kubernetes)
  const byPrincipal = Map.groupBy(workloads, ({ principal }) => principal)
  return {
    workloads,
    collector: found && workloads.find(({ principal }) => principal === found.principal),
    byName: new Map(workloads.map((workload) => [keyOf(workload), workload])),
    byPrincipal,
    accounts,
    namespaces: new Set([
      ...accounts.keys(),
      ...kubernetes.Namespace.map(({ metadata }) => metadata.name),
    ]),
    externalPrincipals: namedPrincipals(mesh).filter((one) => !runsHere(one, mesh, byPrincipal)),
    known: known.length > 0,
  }
}

function accountsOf(workloads: readonly Workload[], kubernetes: Kubernetes) {
  const accounts = new Map<string, Set<string>>()
  const add = (namespace: string, account: string) =>
    accounts.set(namespace, (accounts.get(namespace) ?? new Set()).add(account))
  for (const { namespace, serviceAccount } of workloads) add(namespace, serviceAccount)
  for (const { metadata } of kubernetes.ServiceAccount) add(metadata.namespace, metadata.name)
  return accounts
}

function runsHere(
  principal: string,
  mesh: MeshModel,
  byPrincipal: ReadonlyMap<string, readonly Workload[]>,
): boolean {
  const identity = identityOf(principal)
  if (identity === undefined) return true
  const { trustDomain, trustDomainAliases } = mesh.settings
  const ours = [trustDomain, 'cluster.local', ...trustDomainAliases].includes(identity.trustDomain)
  const canonical = principal.replace(identity.trustDomain, trustDomain)
  return ours && byPrincipal.has(canonical)
}
