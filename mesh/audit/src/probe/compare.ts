import type { ProbeReport, ProbeRow } from '../report/report.ts'
import { type Finding, fact } from '../rules/rule.ts'
import type { Probe } from './probe.ts'
import type { Sent } from './send/send.ts'

export const otherAnswer = {
  code: 'STOA951',
  severity: 'error',
  summary: 'The running platform answers otherwise than the policies say',
  why: 'What was audited is not what is in force, so nothing that the audit says counts for it.',
  mend: 'Apply the policies again, and look at what the proxy refused of them (its log, and that of the mesh).',
} as const

/** A row for each probe that was sent. */
export function reportOf(sent: readonly Sent[], seconds: number): ProbeReport {
  const rows = sent.flatMap(({ probe, got }) => (got === undefined ? [] : [rowOf(probe, got)]))
  return {
    total: rows.length,
    unexpected: rows.filter(({ ok }) => !ok).length,
    notSent: sent.length - rows.length,
    seconds,
    rows,
  }
}

const rowOf = (probe: Probe, got: string): ProbeRow => ({
  ...{ caller: probe.caller, identity: probe.identity, target: probe.target, port: probe.port },
  ...{ method: probe.request?.method ?? null, path: probe.request?.path ?? null },
  ...{ host: probe.request?.host ?? null, trick: probe.trick },
  ...{ request: sentence(probe), expected: probe.expected, got, ok: probe.expected === got },
})

function sentence({ caller, identity, target, port, trick, request }: Probe): string {
  const what = request ? `${request.method} ${request.path} (host ${request.host})` : 'one word'
  return `${caller} (${identity}) to ${target} port ${port}, ${trick}: ${what}`
}

/** A finding for each part of a policy that is answered otherwise, shown by the first of its probes. */
export function findingsOfProbe(sent: readonly Sent[]): readonly Finding[] {
  const { code, severity, why, mend } = otherAnswer
  const unexpected = sent.filter(({ probe, got }) => got !== undefined && got !== probe.expected)
  const groups = Map.groupBy(
    unexpected,
    ({ probe: { by, target }, got }) => `${by.file}:${by.line} ${target} ${got}`,
  )
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const { probe, got } = first
    const more = group.length > 1 ? `, as ${group.length - 1} more probes` : ''
    return [
      {
        ...{ code, severity, why, mend, at: probe.by, resource: `workload ${probe.target}` },
        message: `${sentence(probe)} got ${got} instead of ${probe.expected}${more}`,
        demonstration: fact(`${sentence(probe)} was sent and got ${got}`),
      },
    ]
  })
}
