import { edgeKey } from '../../graphs/edges.ts'
import type { Rule } from '../rule.ts'

export const declaredNotPermitted: Rule = {
  code: 'STOA902',
  severity: 'error',
  summary: 'The policies deny a declared call',
  why: 'The service is built to make this call, and the call will fail.',
  fix: 'Allow the call in a policy of the called service, or remove the declaration.',
  check: (context) => {
    const { declared, permitted } = context.graphs()
    const allowed = new Set(permitted.map(edgeKey))
    const rows = new Map(
      context.matrix().map((row) => [edgeKey({ from: row.caller.name, to: row.target.name }), row]),
    )
    const missing = (declared ?? []).filter((edge) => !allowed.has(edgeKey(edge)))
    const once = new Map(missing.map((edge) => [edgeKey(edge), edge]))
    return [...once.values()].map((edge) => {
      const row = rows.get(edgeKey(edge))
      return {
        at: edge.at,
        resource: `call ${edgeKey(edge)}`,
        message: `${edge.because}, but no policy allows the call`,
        evidence: row && {
          kind: 'request',
          accessRequest: row.accessRequest,
          verdict: row.verdict,
        },
      }
    })
  },
}
