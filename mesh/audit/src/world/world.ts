import type { MeshModel, Question, Verdict } from '@stoa/mesh/policy'
import type { Graphs } from '../graphs/edges.ts'
import type { Broker } from '../inputs/broker.ts'
import type { CertificateFile } from '../inputs/certificates.ts'
import type { Grants } from '../inputs/grants.ts'
import type { Kubernetes } from '../inputs/kubernetes.ts'
import type { ObservedCall } from '../inputs/observed.ts'
import type { Operation } from '../inputs/operations.ts'
import type { DeclaredService } from '../inputs/services.ts'
import type { Row } from '../matrix/row.ts'
import type { Inventory } from './inventory.ts'
import type { Door } from './question.ts'
import type { Reach } from './reach.ts'
import type { Port, Workload } from './workload.ts'

export interface Inputs {
  readonly mesh: MeshModel
  readonly kubernetes: Kubernetes
  readonly services: readonly DeclaredService[]
  /** Absent: nobody looked. */
  readonly observed?: readonly ObservedCall[] | undefined
  readonly broker?: Broker | undefined
  readonly grants?: Grants | undefined
  /** What services say that they answer. */
  readonly operations?: readonly Operation[] | undefined
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
