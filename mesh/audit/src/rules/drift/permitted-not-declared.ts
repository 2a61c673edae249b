import { edgeKey } from '../../graphs/edges.ts'
import { workloadsByName } from '../../graphs/names.ts'
import { keyOf } from '../../world/workload.ts'
import type { World } from '../../world/world.ts'
import type { Rule } from '../rule.ts'

export const permittedNotDeclared: Rule = {
  code: 'STOA901',
  severity: 'warning',
  summary: 'A policy lets in a caller that declares no such call',
  why: 'Nobody needs it, and whoever takes over the caller can use it.',
  mend: "Take the caller out of the policy, or declare the call in its service.yaml; the edge's calls are its routes.",
  check: (world) => {
    const { declared, permitted } = world.graphs()
    if (declared === undefined) return []
    const known = new Set(declared.map(edgeKey))
    const telling = declarers(world)
    return permitted
      .filter((edge) => telling.has(edge.from) && !known.has(edgeKey(edge)))
      .flatMap(({ from, to, rows }) => {
        const row = rows.find(({ verdict }) => verdict.by !== undefined)
        const by = row?.verdict.by
        if (row === undefined || by === undefined) return []
        return [
          {
            at: { file: by.file, line: by.line },
            resource: `${by.kind} ${by.namespace}/${by.name}`,
            message: `lets ${from} call ${to}, which ${from} does not declare`,
            demonstration: {
              kind: 'request',
              question: row.question,
              verdict: row.verdict,
            } as const,
          },
        ]
      })
  },
}

/** Callers of which something says whom they call: services by their service.yaml, gateways by their routes. */
function declarers(world: World): ReadonlySet<string> {
  const workloadOf = workloadsByName(world)
  const services = world.services.flatMap(({ name }) => {
    const workload = workloadOf(name)
    return workload ? [keyOf(workload)] : []
  })
  const routed = world.mesh.VirtualService.some(({ spec }) => (spec.gateways ?? []).length > 0)
  const gateways = world.inventory.workloads.filter(({ kind }) => kind === 'gateway' && routed)
  return new Set([...services, ...gateways.map(keyOf)])
}
