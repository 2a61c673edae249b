import type { AuditContext } from '../../context/audit-context.ts'
import { keyOf } from '../../context/workload.ts'
import { edgeKey } from '../../graphs/edges.ts'
import { workloadsByName } from '../../graphs/workloads-by-name.ts'
import type { Rule } from '../rule.ts'

export const permittedNotDeclared: Rule = {
  code: 'STOA901',
  severity: 'warning',
  summary: 'A policy permits a call that the caller does not declare',
  why: 'No declared call needs the permission, but an attacker who takes over the caller can use it.',
  fix: 'Remove the caller from the policy, or declare the call in its service.yaml. The edge declares its calls by its routes.',
  check: (context) => {
    const { declared, permitted } = context.graphs()
    if (declared === undefined) return []
    const known = new Set(declared.map(edgeKey))
    const declaring = declaringCallers(context)
    return permitted
      .filter((edge) => declaring.has(edge.from) && !known.has(edgeKey(edge)))
      .flatMap(({ from, to, rows }) => {
        const row = rows.find(({ verdict }) => verdict.by !== undefined)
        const by = row?.verdict.by
        if (row === undefined || by === undefined) return []
        return [
          {
            at: { file: by.file, line: by.line },
            resource: `${by.kind} ${by.namespace}/${by.name}`,
            message: `allows ${from} to call ${to}, but ${from} does not declare the call`,
            evidence: {
              kind: 'request',
              accessRequest: row.accessRequest,
              verdict: row.verdict,
            } as const,
          },
        ]
      })
  },
}

/** The callers whose calls are declared: services in service.yaml, gateways by their routes. */
function declaringCallers(context: AuditContext): ReadonlySet<string> {
  const workloadOf = workloadsByName(context)
  const services = context.services.flatMap(({ name }) => {
    const workload = workloadOf(name)
    return workload ? [keyOf(workload)] : []
  })
  const routed = context.mesh.VirtualService.some(({ spec }) => (spec.gateways ?? []).length > 0)
  const gateways = context.inventory.workloads.filter(({ kind }) => kind === 'gateway' && routed)
  const { collector } = context.inventory
  return new Set([...services, ...gateways.map(keyOf), ...(collector ? [keyOf(collector)] : [])])
}
