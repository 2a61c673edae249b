import { edgeKey } from '../../graphs/edges.ts'
import { fact, type Rule } from '../rule.ts'

const dayMs = 24 * 60 * 60 * 1_000

export const unusedPermission: Rule = {
  code: 'STOA903',
  severity: 'warning',
  summary: 'A permission has not been used for the given number of days',
  why: 'An unused permission helps only an attacker.',
  fix: 'Remove the caller from the policy.',
  check: (context) => {
    const { permitted, observed } = context.graphs()
    const { unusedDays, nowMs, observed: calls = [] } = context
    if (unusedDays === undefined || observed === undefined) return []
    const since = nowMs - unusedDays * dayMs
    // Logs that start later cannot prove that a permission was unused.
    if (!calls.some(({ timeMs }) => timeMs <= since)) return []
    const used = new Map(observed.map((edge) => [edgeKey(edge), edge]))
    const logged = new Set(observed.map(({ to }) => to))
    return permitted.flatMap((edge) => {
      const last = used.get(edgeKey(edge))?.lastMs
      const row = edge.rows.find(({ verdict }) => verdict.by !== undefined)
      const by = row?.verdict.by
      if (by === undefined || (last !== undefined && last > since)) return []
      // Proxies log no open TCP connection.
      if (row?.target.protocol === 'tcp' && !logged.has(edge.to)) return []
      const when =
        last === undefined ? 'was never made' : `was last made at ${new Date(last).toISOString()}`
      return [
        {
          at: { file: by.file, line: by.line },
          resource: `${by.kind} ${by.namespace}/${by.name}`,
          message: `allows ${edge.from} to call ${edge.to}, but the call ${when}`,
          evidence: fact(
            `of ${calls.length} logged calls, none is from ${edge.from} to ${edge.to} since ${new Date(since).toISOString()}`,
          ),
        },
      ]
    })
  },
}
