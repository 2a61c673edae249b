import { edgeKey } from '../../graphs/edges.ts'
import type { Rule } from '../rule.ts'

export const declaredNotPermitted: Rule = {
  code: 'STOA902',
  severity: 'error',
  summary: 'A declared call is refused by the policies',
  why: 'The service was written to make it, and will fail when it does.',
  mend: 'Allow it in a policy of the service that is called, or take the declaration away.',
  check: (world) => {
    const { declared, permitted } = world.graphs()
    const allowed = new Set(permitted.map(edgeKey))
    const rows = new Map(
      world.matrix().map((row) => [edgeKey({ from: row.caller.name, to: row.target.name }), row]),
    )
    const missing = (declared ?? []).filter((edge) => !allowed.has(edgeKey(edge)))
    const once = new Map(missing.map((edge) => [edgeKey(edge), edge]))
    return [...once.values()].map((edge) => {
      const row = rows.get(edgeKey(edge))
      return {
        at: edge.at,
        resource: `call ${edgeKey(edge)}`,
        message: `${edge.because}, and no policy lets it`,
        demonstration: row && { kind: 'request', question: row.question, verdict: row.verdict },
      }
    })
  },
}
