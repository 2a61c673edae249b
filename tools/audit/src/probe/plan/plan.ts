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
  return [...new Map(probes.map((probe) => [identifying(probe), probe])).values()]
}

const identifying = ({ wear, target, request, token }: Probe): string =>
  JSON.stringify([wear, target, request, token])
