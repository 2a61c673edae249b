import type { AuditContext } from '../../context/audit-context.ts'
import { isGatewayPort } from '../../context/statistics.ts'
import type { Operation } from '../../inputs/operations.ts'
import type { Probe } from '../probe.ts'
import { edgeProbes } from './edge.ts'
import { sidecarProbes } from './sidecar.ts'

/** Plans every probe of a running platform, each with the answer that the policies imply. */
export function planOf(context: AuditContext, operations: readonly Operation[]): readonly Probe[] {
  const byService = Map.groupBy(operations, ({ service }) => service)
  const probes = context.targetPorts.flatMap((targetPort) => {
    if (isGatewayPort(targetPort)) return edgeProbes(context, targetPort, operations)
    if (targetPort.workload.kind === 'bare') return []
    return sidecarProbes(context, targetPort, byService.get(targetPort.workload.name) ?? [])
  })
  // Of two probes that are equal on the wire, the declared request wins over a variant.
  const declaredLast = probes.toSorted((a, b) => variantRank(b) - variantRank(a))
  return [...new Map(declaredLast.map((probe) => [wireKey(probe), probe])).values()]
}

const variantRank = ({ variant }: Probe): number => (variant === 'as declared' ? 0 : 1)

const wireKey = ({ credentials, target, port, request, token }: Probe): string =>
  JSON.stringify([credentials, target, port, request, token])
