import type { Operation } from '../inputs/operations.ts'
import { type Finding, fact } from '../rules/rule.ts'

export const operationsMismatch = {
  code: 'STOA952',
  severity: 'warning',
  summary: 'A running service serves other operations than its openapi.json declares',
  why: 'The audit compared the policies with operations that the running platform does not serve.',
  fix: 'Run the audited version of the service, or regenerate its openapi.json.',
} as const

const operationKey = ({ method, path }: Operation) => `${method} ${path}`

/** A finding when a running service has other operations than its openapi.json. */
export function operationsDrift(
  declared: readonly Operation[],
  running: readonly Operation[],
): readonly Finding[] {
  const [documented, served] = [
    new Set(declared.map(operationKey)),
    new Set(running.map(operationKey)),
  ]
  const [first] = running
  const added = [...served].filter((one) => !documented.has(one))
  const missing = [...documented].filter((one) => !served.has(one))
  if (first === undefined || documented.size === 0 || added.length + missing.length === 0) return []
  const difference = [
    ...(added.length > 0
      ? [`serves ${added.join(', ')}, which its openapi.json does not declare`]
      : []),
    ...(missing.length > 0 ? [`does not serve ${missing.join(', ')}`] : []),
  ].join(' and ')
  const { code, severity, summary, why, fix } = operationsMismatch
  return [
    {
      ...{ code, severity, summary, why, fix, at: declared[0]?.at ?? first.at },
      resource: `service ${first.service}`,
      message: `${first.service} ${difference}`,
      evidence: fact(`GET /openapi.json of the running ${first.service} ${difference}`),
    },
  ]
}
