import type { AuditContext } from '../context/audit-context.ts'
import { keyOf, type Workload } from '../context/workload.ts'
import type { ObservedCall } from '../inputs/observed.ts'
import type { ObservedEdge } from './edges.ts'
import { workloadsByName } from './workloads-by-name.ts'

/** The observed calls: logged by the called side or, for the edge, by the calling side. Denied calls do not count. */
export function observedEdges(
  calls: readonly ObservedCall[],
  context: AuditContext,
): readonly ObservedEdge[] {
  const workloadOf = workloadsByName(context)
  const edges = new Map<string, ObservedEdge>()
  for (const call of calls) {
    if (call.denied) continue
    const from = callerOf(call, context, workloadOf)
    const to = workloadOf(call.host) ?? (call.inbound ? workloadOf(call.writer) : undefined)
    if (from === undefined || to === undefined) continue
    const key = `${call.inbound} ${from} ${keyOf(to)}`
    const earlier = edges.get(key)
    const latest = earlier && earlier.lastMs > call.timeMs ? earlier : undefined
    edges.set(key, {
      ...{ from, to: keyOf(to), calls: (earlier?.calls ?? 0) + 1 },
      lastMs: latest?.lastMs ?? call.timeMs,
      example: latest?.example ?? call,
    })
  }
  return mergeBothSides([...edges.values()])
}

function callerOf(
  { inbound, peer, writer }: ObservedCall,
  { inventory }: AuditContext,
  workloadOf: (name: string) => Workload | undefined,
): string | undefined {
  if (!inbound) {
    const own = workloadOf(writer) ?? inventory.workloads.find(({ kind }) => isEdge(kind, writer))
    return own && keyOf(own)
  }
  if (peer === null) return undefined
  const [workload] = inventory.byPrincipal.get(peer) ?? []
  return workload ? keyOf(workload) : peer
}

const isEdge = (kind: Workload['kind'], writer: string) =>
  kind === 'gateway' && /^(edge|.*ingress.*)$/.test(writer)

/** Merges the edges that both sides logged. */
function mergeBothSides(edges: readonly ObservedEdge[]): readonly ObservedEdge[] {
  const grouped = Map.groupBy(edges, ({ from, to }) => `${from} ${to}`)
  return [...grouped.values()].flatMap((group) => {
    const [most] = [...group].sort((a, b) => b.calls - a.calls)
    return most ? [{ ...most, lastMs: Math.max(...group.map(({ lastMs }) => lastMs)) }] : []
  })
}
