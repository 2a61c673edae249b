import { isHostWithin, isWildcard } from '../model/hosts.ts'
import type { EgressListener } from '../model/kinds/sidecar/listeners.ts'
import type { Sidecar } from '../model/kinds/sidecar.ts'
import type { MeshModel } from '../model/mesh-model.ts'
import type { Service } from '../model/registry.ts'
import type { Resource } from '../model/resource.ts'
import { hasLabels } from '../model/select.ts'
import type { Workload } from '../model/workload.ts'

/**
 * The Sidecar that applies to a workload: one that selects it, else its namespace's, else the root
 * namespace's.
 */
export function sidecarOf(model: MeshModel, workload: Workload): Resource<Sidecar> | undefined {
  const { rootNamespace } = model.settings
  const labelsOf = ({ spec }: Resource<Sidecar>) =>
    Object.entries(spec.workloadSelector?.labels ?? {})
  const inNamespace = (namespace: string) =>
    model.Sidecar.filter((one) => one.namespace === namespace)
  const isNamespaceWide = (one: Resource<Sidecar>) => one.spec.workloadSelector === undefined
  const own = inNamespace(workload.namespace)
  return (
    own.find((one) => !isNamespaceWide(one) && hasLabels(workload, labelsOf(one))) ??
    own.find(isNamespaceWide) ??
    inNamespace(rootNamespace).find(isNamespaceWide)
  )
}

/** Whether an egress listener includes a host of a namespace. */
export function includesHost(
  { hosts }: EgressListener,
  own: string,
  host: string,
  namespace: string,
): boolean {
  const matchesEntry = (written: string, isExclusion: boolean) => {
    const [from = '', name = ''] = written.split(/\/(.*)/s)
    if (from.startsWith('~') !== isExclusion) return false
    const wanted = from.replace(/^~/, '')
    const isInNamespace = wanted === '*' || (wanted === '.' ? own : wanted) === namespace
    return isInNamespace && (name === '*' || overlaps(name, host))
  }
  return (
    hosts.some((written) => matchesEntry(written, false)) &&
    !hosts.some((written) => written !== '~/*' && matchesEntry(written, true))
  )
}

const overlaps = (pattern: string, host: string) =>
  isHostWithin(host, pattern) || (isWildcard(host) && isHostWithin(pattern, host))

/**
 * Whether a Sidecar's egress includes a service. A listener without port applies to ports without a
 * listener of their own.
 */
export function isImported(
  egress: readonly EgressListener[],
  own: string,
  { host, namespace, port }: Pick<Service, 'host' | 'namespace' | 'port'>,
): boolean {
  const ofPort = egress.filter((listener) => listener.port?.number === port)
  const listeners = ofPort.length > 0 ? ofPort : egress.filter((one) => one.port === undefined)
  return listeners.some((listener) => includesHost(listener, own, host, namespace))
}
