import type { Operation } from '../../inputs/operations.ts'
import type { World } from '../../world/world.ts'
import type { Probe } from '../probe.ts'
import { edgeProbes } from './edge.ts'
import { sidecarProbes } from './sidecar.ts'

/** Everything that is asked of a running platform, with what the policies answer to it. Pure. */
export function planOf(world: World, operations: readonly Operation[]): readonly Probe[] {
  const byService = Map.groupBy(operations, ({ service }) => service)
  const probes = world.doors.flatMap((door) => {
    if (door.workload.kind === 'gateway') return edgeProbes(world, door, operations)
    if (door.workload.kind === 'bare') return []
    return sidecarProbes(world, door, byService.get(door.workload.name) ?? [])
  })
  // Of two that are the same on the wire the plainer one stays, which is the last here.
  const plainLast = probes.toSorted((a, b) => oddity(b) - oddity(a))
  return [...new Map(plainLast.map((probe) => [identifying(probe), probe])).values()]
}

const oddity = ({ trick }: Probe): number => (trick === 'as declared' ? 0 : 1)

const identifying = ({ wear, target, request, token }: Probe): string =>
  JSON.stringify([wear, target, request, token])
