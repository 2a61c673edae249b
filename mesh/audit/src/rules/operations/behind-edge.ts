import type { Operation } from '../../inputs/operations.ts'
import type { Passage } from '../../operations/through-edge.ts'
import type { Door } from '../../world/question.ts'
import type { World } from '../../world/world.ts'
import { answeringOf, askFor, edgesOf, fromOutside } from './facts.ts'

export interface AtEdge {
  readonly edge: Door
  readonly door: Door
  readonly operation: Operation
  /** From outside with a sound token, and without any. */
  readonly passage: Passage
  readonly without: Passage
  /** What the service says to the edge when it asks for the operation, however it came to. */
  readonly asked: ReturnType<typeof askFor>
}

const kept = new WeakMap<World, readonly AtEdge[]>()

/** Every operation of every service, asked for from outside through every gateway. */
export function operationsAtEdge(world: World): readonly AtEdge[] {
  const known = kept.get(world)
  if (known) return known
  const found = edgesOf(world).flatMap((edge) =>
    answeringOf(world).flatMap(({ door, operations }) =>
      operations.map((operation) => ({
        ...{ edge, door, operation },
        passage: fromOutside(world, edge, operation, true),
        without: fromOutside(world, edge, operation, false),
        asked: askFor(world, door, edge.workload, operation),
      })),
    ),
  )
  kept.set(world, found)
  return found
}
