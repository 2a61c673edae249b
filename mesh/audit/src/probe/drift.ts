import type { Operation } from '../inputs/operations.ts'
import { type Finding, fact } from '../rules/rule.ts'

export const otherOperations = {
  code: 'STOA952',
  severity: 'warning',
  summary: 'A running service answers other operations than its openapi.json says',
  why: 'The policies were held against operations that are not the ones in force.',
  mend: 'Run what was audited, or write its openapi.json anew.',
} as const

const nameOf = ({ method, path }: Operation) => `${method} ${path}`

/** What a running service answers and does not declare, or declares and does not answer. */
export function operationsDrift(
  declared: readonly Operation[],
  running: readonly Operation[],
): readonly Finding[] {
  const [said, answered] = [new Set(declared.map(nameOf)), new Set(running.map(nameOf))]
  const [first] = running
  const added = [...answered].filter((one) => !said.has(one))
  const gone = [...said].filter((one) => !answered.has(one))
  if (first === undefined || said.size === 0 || added.length + gone.length === 0) return []
  const says = [
    ...(added.length > 0 ? [`answers ${added.join(', ')}`] : []),
    ...(gone.length > 0 ? [`does not answer ${gone.join(', ')}`] : []),
  ].join(' and ')
  const { code, severity, why, mend } = otherOperations
  return [
    {
      ...{ code, severity, why, mend, at: declared[0]?.at ?? first.at },
      resource: `service ${first.service}`,
      message: `${first.service} ${says}`,
      demonstration: fact(`GET /openapi.json of the running ${first.service} ${says}`),
    },
  ]
}
