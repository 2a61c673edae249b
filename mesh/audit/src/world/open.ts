import { evaluate, type Question, type Verdict } from '@stoa/mesh/policy'
import { graphsOf } from '../graphs/graphs.ts'
import { matrixOf } from '../matrix/matrix.ts'
import { inventoryOf } from './inventory.ts'
import type { Door } from './question.ts'
import { reachOf } from './reach.ts'
import type { Port, Workload } from './workload.ts'
import type { Inputs, World } from './world.ts'

export function worldOf(inputs: Inputs): World {
  const { mesh, kubernetes, services } = inputs
  const inventory = inventoryOf(mesh, kubernetes, services)
  const reach = reachOf(mesh, inventory.workloads)
  const doorOf = (workload: Workload, port: Port): Door => ({
    workload,
    port,
    mesh: reach.meshOf(workload),
  })
  const doors = inventory.workloads.flatMap((workload) =>
    workload.ports.map((port) => doorOf(workload, port)),
  )
  const world: World = {
    ...inputs,
    ...reach,
    ...{ inventory, doors, doorOf, judge },
    matrix: once(() => matrixOf(world)),
    graphs: once(() => graphsOf(world)),
  }
  return world
}

export function judge({ workload, mesh }: Door, question: Question): Verdict {
  return workload.kind === 'bare' ? nothingEnforced : evaluate(mesh, question)
}

const nothingEnforced: Verdict = {
  ...{ decision: 'allow', status: 200, closed: false, stage: 'default' },
  reason: 'no proxy stands before this workload, so nothing is enforced',
  ...{ misses: [], headers: {}, asked: [], audited: [], dryRun: [] },
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
