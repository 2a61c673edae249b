import type { AuditContext } from '../../context/audit-context.ts'
import type { Workload } from '../../context/workload.ts'
import { workloadsByName } from '../../graphs/workloads-by-name.ts'
import type { DeclaredService } from '../../inputs/services.ts'

export interface RequestedOperation {
  readonly method: string
  readonly path: string
}

export interface DeclaredRequests {
  readonly service: DeclaredService
  readonly caller: Workload
  readonly called: Workload
  readonly requested: readonly RequestedOperation[]
}

/** The operations of other services that each service.yaml declares under `asks`. */
export function declaredRequests(context: AuditContext): readonly DeclaredRequests[] {
  const workloadOf = workloadsByName(context)
  return context.services.flatMap((service) => {
    const caller = workloadOf(service.name)
    if (caller === undefined) return []
    return Object.entries(service.asks ?? {}).flatMap(([name, operations]) => {
      const called = workloadOf(name)
      return called ? [{ service, caller, called, requested: operations.map(parseOperation) }] : []
    })
  })
}

function parseOperation(text: string): RequestedOperation {
  const [method = '', path = ''] = text.split(' ')
  return { method, path }
}
