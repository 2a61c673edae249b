import type { TargetPort } from '../../context/access-request.ts'
import type { AuditContext } from '../../context/audit-context.ts'
import type { Operation } from '../../inputs/operations.ts'
import type { EdgeTrace } from '../../operations/trace-through-edge.ts'
import {
  edgePorts,
  requestOperation,
  servedOperations,
  traceFromOutside,
} from './served-operations.ts'

export interface EdgeOperation {
  readonly edge: TargetPort
  readonly targetPort: TargetPort
  readonly operation: Operation
  /** The trace of an external request with a valid token. */
  readonly withToken: EdgeTrace
  /** The trace of an external request without a token. */
  readonly withoutToken: EdgeTrace
  /** The answer of the service's own policies to the edge. */
  readonly fromEdge: ReturnType<typeof requestOperation>
}

const cache = new WeakMap<AuditContext, readonly EdgeOperation[]>()

/** Every operation of every service, requested from outside through every gateway. */
export function operationsAtEdge(context: AuditContext): readonly EdgeOperation[] {
  const known = cache.get(context)
  if (known) return known
  const edgeOperations = edgePorts(context).flatMap((edge) =>
    servedOperations(context).flatMap(({ targetPort, operations }) =>
      operations.map((operation) => ({
        ...{ edge, targetPort, operation },
        withToken: traceFromOutside(context, edge, operation, true),
        withoutToken: traceFromOutside(context, edge, operation, false),
        fromEdge: requestOperation(context, targetPort, edge.workload, operation),
      })),
    ),
  )
  cache.set(context, edgeOperations)
  return edgeOperations
}
