import type { ObservedCall } from '../inputs/observed.ts'
import { keyOf, type Workload } from '../world/workload.ts'
import type { World } from '../world/world.ts'
import type { UsedEdge } from './edges.ts'
import { workloadsByName } from './names.ts'

/** Who called whom, by the logs of the side that was asked or, at the edge, that asked. Denied calls are no use. */
export function observedEdges(calls: readonly ObservedCall[], world: World): readonly UsedEdge[] {
  const workloadOf = workloadsByName(world)
  const edges = new Map<string, UsedEdge>()
  for (const call of calls) {
    if (call.denied) continue
    const from = callerOf(call, world, workloadOf)
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
  return onceEach([...edges.values()])
}

function callerOf(
  { inbound, peer, writer }: ObservedCall,
  { inventory }: World,
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

/** A call that both sides logged counts once. */
function onceEach(edges: readonly UsedEdge[]): readonly UsedEdge[] {
  const grouped = Map.groupBy(edges, ({ from, to }) => `${from} ${to}`)
  return [...grouped.values()].flatMap((group) => {
    const [most] = [...group].sort((a, b) => b.calls - a.calls)
    return most ? [{ ...most, lastMs: Math.max(...group.map(({ lastMs }) => lastMs)) }] : []
  })
}
