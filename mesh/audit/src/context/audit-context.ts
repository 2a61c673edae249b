import type { AccessRequest, MeshModel, Verdict } from '@stoa/mesh/policy'
import type { Graphs } from '../graphs/edges.ts'
import type { Broker } from '../inputs/broker.ts'
import type { CertificateFile } from '../inputs/certificates.ts'
import type { Grants } from '../inputs/database-grants.ts'
import type { Kubernetes } from '../inputs/kubernetes.ts'
import type { ObservedCall } from '../inputs/observed.ts'
import type { Operation } from '../inputs/operations.ts'
import type { DeclaredService } from '../inputs/services.ts'
import type { Row } from '../matrix/row.ts'
import type { TargetPort } from './access-request.ts'
import type { Inventory } from './inventory.ts'
import type { PolicyScope } from './policy-scope.ts'
import type { Port, Workload } from './workload.ts'

export interface Inputs {
  readonly mesh: MeshModel
  readonly kubernetes: Kubernetes
  readonly services: readonly DeclaredService[]
  /** Absent when no access logs were given. */
  readonly observed?: readonly ObservedCall[] | undefined
  /** Access logs with lines that are not calls. */
  readonly unreadLogs?: readonly { readonly file: string; readonly unreadLines: number }[]
  readonly broker?: Broker | undefined
  readonly grants?: Grants | undefined
  /** The operations in the services' openapi.json files. */
  readonly operations?: readonly Operation[] | undefined
  readonly certificates?: readonly CertificateFile[] | undefined
  readonly nowMs: number
  readonly unusedDays?: number | undefined
}

/** Everything that a rule may read. */
export interface AuditContext extends Inputs, PolicyScope {
  readonly inventory: Inventory
  readonly targetPorts: readonly TargetPort[]
  readonly targetPortOf: (workload: Workload, port: Port) => TargetPort
  readonly evaluate: (targetPort: TargetPort, accessRequest: AccessRequest) => Verdict
  readonly matrix: () => readonly Row[]
  readonly graphs: () => Graphs
}
