import type { TargetPort } from '../../context/access-request.ts'
import type { AuditContext } from '../../context/audit-context.ts'
import type { Workload } from '../../context/workload.ts'
import type { Operation } from '../../inputs/operations.ts'
import type { Rule } from '../rule.ts'
import { operationName, requestOperation, servedOperations } from './served-operations.ts'

export const uncallableOperation: Rule = {
  code: 'STOA932',
  severity: 'warning',
  summary: 'No caller may use an operation of a service',
  why: 'The operation exists to be called, but the policies refuse every caller.',
  fix: 'Allow the callers that need the operation, or remove it from the service.',
  check: (context) =>
    servedOperations(context).flatMap(({ targetPort, operations }) => {
      const callers = context.inventory.workloads
        .filter((workload) => workload !== targetPort.workload)
        .toSorted((a, b) => Number(b.kind === 'gateway') - Number(a.kind === 'gateway'))
      const [first] = callers
      if (first === undefined) return []
      return operations
        .filter(
          (operation) => !callers.some((caller) => mayCall(context, targetPort, caller, operation)),
        )
        .map((operation) => ({
          at: operation.at,
          resource: `service ${operation.service}`,
          message: `no caller may use ${operationName(operation)}`,
          evidence: {
            kind: 'request',
            ...requestOperation(context, targetPort, first, operation),
          } as const,
        }))
    }),
}

const mayCall = (
  context: AuditContext,
  targetPort: TargetPort,
  caller: Workload,
  operation: Operation,
): boolean => requestOperation(context, targetPort, caller, operation).verdict.decision === 'allow'
