import { edgeKey } from '../../graphs/edges.ts'
import { fact, type Rule } from '../rule.ts'

export const observedNotDeclared: Rule = {
  code: 'STOA904',
  severity: 'warning',
  summary: 'A call was made that nobody declares',
  why: 'What is written down of who calls whom is not so; the next change goes by it.',
  mend: "Declare it in the caller's service.yaml, or find out who makes it.",
  check: (world) => {
    const { declared, observed = [] } = world.graphs()
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
          message: `${edge.from} called ${edge.to} ${edge.calls} times and declares no such call`,
          demonstration: fact(`${when} ${method} ${path} was answered ${status}`),
        }
      })
  },
}
