import { type AccessRequest, evaluate as evaluatePolicies, type Verdict } from '@stoa/mesh/policy'
import { graphsOf } from '../graphs/graphs.ts'
import { matrixOf } from '../matrix/matrix.ts'
import type { TargetPort } from './access-request.ts'
import type { AuditContext, Inputs } from './audit-context.ts'
import { inventoryOf } from './inventory.ts'
import { policyScopeOf } from './policy-scope.ts'
import type { Port, Workload } from './workload.ts'

export function createContext(inputs: Inputs): AuditContext {
  const { mesh, kubernetes, services } = inputs
  const inventory = inventoryOf(mesh, kubernetes, services)
  const reach = policyScopeOf(mesh, inventory.workloads)
  const targetPortOf = (workload: Workload, port: Port): TargetPort => ({
    workload,
    port,
    mesh: reach.meshFor(workload),
  })
  const targetPorts = inventory.workloads.flatMap((workload) =>
    workload.ports.map((port) => targetPortOf(workload, port)),
  )
  const context: AuditContext = {
    ...inputs,
    ...reach,
    ...{ inventory, targetPorts, targetPortOf, evaluate },
    matrix: once(() => matrixOf(context)),
    graphs: once(() => graphsOf(context)),
  }
  return context
}

export function evaluate({ workload, mesh }: TargetPort, accessRequest: AccessRequest): Verdict {
  return workload.kind === 'bare' ? nothingEnforced : evaluatePolicies(mesh, accessRequest)
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
