import { edgeKey } from '../../graphs/edges.ts'
import { fact, type Rule } from '../rule.ts'

export const observedNotDeclared: Rule = {
  code: 'STOA904',
  severity: 'warning',
  summary: 'A call was observed that no service declares',
  why: 'The declarations are incomplete, so decisions that rely on them may be wrong.',
  fix: "Declare the call in the caller's service.yaml, or find out why it was made.",
  check: (context) => {
    const { declared, observed = [] } = context.graphs()
    if (declared === undefined) return []
    const known = new Set(declared.map(edgeKey))
    return observed
      .filter((edge) => !known.has(edgeKey(edge)))
      .map((edge) => {
        const { at, method, path, status, timeMs } = edge.example
        const when = new Date(timeMs).toISOString()
        return {
          at,
          resource: `call ${edgeKey(edge)}`,
          message: `${edge.from} called ${edge.to} ${edge.calls === 1 ? 'once' : `${edge.calls} times`} without declaring it`,
          evidence: fact(`${when} ${method} ${path} was answered with ${status}`),
        }
      })
  },
}
