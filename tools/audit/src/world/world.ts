import { evaluate, type MeshModel, type Question, type Verdict } from '@stoa/mesh/policy'
import type { Broker } from '../inputs/broker.ts'
import type { CertificateFile } from '../inputs/certificates.ts'
import type { Grants } from '../inputs/grants.ts'
import type { Kubernetes } from '../inputs/kubernetes.ts'
import type { ObservedCall } from '../inputs/observed.ts'
import type { DeclaredService } from '../inputs/services.ts'
import { type Graphs, graphsOf } from '../graphs/graphs.ts'
import { matrixOf, type Row } from '../matrix/matrix.ts'
import { type Inventory, inventoryOf } from './inventory.ts'
import type { Door } from './question.ts'
import { type Reach, reachOf } from './reach.ts'
import type { Port, Workload } from './workload.ts'

export interface Inputs {
  readonly mesh: MeshModel
  readonly kubernetes: Kubernetes
  readonly services: readonly DeclaredService[]
  /** Absent: nobody looked. */
  readonly observed?: readonly ObservedCall[] | undefined
  readonly broker?: Broker | undefined
  readonly grants?: Grants | undefined
  readonly certificates?: readonly CertificateFile[] | undefined
  readonly nowMs: number
  readonly unusedDays?: number | undefined
}

/** All that a rule may look at. */
export interface World extends Inputs, Reach {
  readonly inventory: Inventory
  readonly doors: readonly Door[]
  readonly doorOf: (workload: Workload, port: Port) => Door
  readonly judge: (door: Door, question: Question) => Verdict
  readonly matrix: () => readonly Row[]
  readonly graphs: () => Graphs
}

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
