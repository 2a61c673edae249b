import type { ProbeReport, ProbeRow } from '../report/report.ts'
import { type Finding, fact } from '../rules/rule.ts'
import type { Probe } from './probe.ts'
import type { ProbeOutcome } from './send/send.ts'

export const unexpectedAnswer = {
  code: 'STOA951',
  severity: 'error',
  summary: 'The running platform answers differently from the audited policies',
  why: "The active policies are not the audited ones, so the audit's other results do not apply to this platform.",
  fix: 'Apply the policies again, and look for rejected configuration in the logs of the proxy and of the control plane.',
} as const

/** The report on a set of probes, with a row for each one that was sent. */
export function reportOf(outcomes: readonly ProbeOutcome[], seconds: number): ProbeReport {
  const rows = outcomes.flatMap(({ probe, got }) => (got === undefined ? [] : [rowOf(probe, got)]))
  return {
    total: rows.length,
    unexpected: rows.filter(({ ok }) => !ok).length,
    notSent: outcomes.length - rows.length,
    seconds,
    rows,
  }
}

const rowOf = (probe: Probe, got: string): ProbeRow => ({
  ...{ caller: probe.caller, identity: probe.identity, target: probe.target, port: probe.port },
  ...{ method: probe.request?.method ?? null, path: probe.request?.path ?? null },
  ...{ host: probe.request?.host ?? null, trick: probe.variant },
  ...{ request: describeProbe(probe), expected: probe.expected, got, ok: probe.expected === got },
})

function describeProbe({ caller, identity, target, port, variant, request }: Probe): string {
  const sent = request
    ? `${request.method} ${request.path} (host ${request.host})`
    : 'TCP connection'
  return `${caller} (${identity}) to ${target} port ${port}, ${variant}: ${sent}`
}

/** One finding for each policy position, target and answer that differ from the plan; its first probe is the evidence. */
export function findingsOfProbe(outcomes: readonly ProbeOutcome[]): readonly Finding[] {
  const { code, severity, summary, why, fix } = unexpectedAnswer
  const unexpected = outcomes.filter(
    ({ probe, got }) => got !== undefined && got !== probe.expected,
  )
  const groups = Map.groupBy(
    unexpected,
    ({ probe: { by, target }, got }) => `${by.file}:${by.line} ${target} ${got}`,
  )
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const { probe, got } = first
    const more = group.length > 1 ? `, and so did ${group.length - 1} more probes` : ''
    return [
      {
        ...{
          code,
          severity,
          summary,
          why,
          fix,
          at: probe.by,
          resource: `workload ${probe.target}`,
        },
        message: `${describeProbe(probe)} got ${got} instead of ${probe.expected}${more}`,
        evidence: fact(`${describeProbe(probe)} got ${got}`),
      },
    ]
  })
}
