import { edgeKey } from '../../graphs/edges.ts'
import { fact, type Rule } from '../rule.ts'

const dayMs = 24 * 60 * 60 * 1_000

export const neverUsed: Rule = {
  code: 'STOA903',
  severity: 'warning',
  summary: 'A permitted call was not used for as long as was asked',
  why: 'A permission that nobody needs is only of use to somebody who should not have it.',
  mend: 'Take the caller out of the policy.',
  check: (world) => {
    const { permitted, observed } = world.graphs()
    const { unusedDays, nowMs, observed: calls = [] } = world
    if (unusedDays === undefined || observed === undefined) return []
    const since = nowMs - unusedDays * dayMs
    // What the logs do not reach back to cannot be called unused.
    if (!calls.some(({ timeMs }) => timeMs <= since)) return []
    const used = new Map(observed.map((edge) => [edgeKey(edge), edge]))
    const logged = new Set(observed.map(({ to }) => to))
    return permitted.flatMap((edge) => {
      const last = used.get(edgeKey(edge))?.lastMs
      const row = edge.rows.find(({ verdict }) => verdict.by !== undefined)
      const by = row?.verdict.by
      if (by === undefined || (last !== undefined && last > since)) return []
      // Proxies write no line for a TCP connection that stays open.
      if (row?.target.protocol === 'tcp' && !logged.has(edge.to)) return []
      const when = last === undefined ? 'never' : `last at ${new Date(last).toISOString()}`
      return [
        {
          at: { file: by.file, line: by.line },
          resource: `${by.kind} ${by.namespace}/${by.name}`,
          message: `lets ${edge.from} call ${edge.to}, which it did ${when}`,
          demonstration: fact(
            `${calls.length} calls were read, none of them since ${new Date(since).toISOString()}`,
          ),
        },
      ]
    })
  },
}
