import type { Row } from '../matrix/row.ts'
import type { Evidence, Finding } from '../rules/rule.ts'
import { describeAccessRequest, describeEvidence } from './describe.ts'
import type { Report } from './report.ts'

/** The public form of a finding. */
export const findingJson = (finding: Finding) => ({
  code: finding.code,
  severity: finding.severity,
  file: finding.at.file,
  line: finding.at.line,
  resource: finding.resource,
  message: finding.message,
  why: finding.why,
  mend: finding.fix,
  demonstration: finding.evidence ? evidenceJson(finding.evidence) : null,
})

const evidenceJson = (evidence: Evidence) => ({
  says: describeEvidence(evidence),
  ...(evidence.kind === 'fact'
    ? evidence
    : { kind: evidence.kind, question: evidence.accessRequest, verdict: evidence.verdict }),
})

export const rowJson = (row: Row) => ({
  caller: row.caller,
  target: row.target,
  decision: row.decision,
  methods: row.methods,
  paths: row.paths,
  hosts: row.hosts,
  except: row.except,
  token: row.token,
  encrypted: row.encrypted,
  request: describeAccessRequest(row.accessRequest),
  question: row.accessRequest,
  verdict: row.verdict,
})

export function jsonReport(report: Report): string {
  const { graphs, diff, probe, suppressed } = report
  return JSON.stringify({
    version: report.version,
    at: report.at,
    mesh: report.mesh,
    settings: report.settings,
    inputs: report.inputs,
    notLookedAt: report.notChecked,
    findings: report.findings.map(findingJson),
    suppressed: suppressed.map(({ finding, suppression: { reason, owner, expires } }) => ({
      ...findingJson(finding),
      suppression: { reason, owner, expires },
    })),
    matrix: report.matrix.map(rowJson),
    graphs: {
      declared: graphs.declared?.map(({ from, to, because }) => ({ from, to, because })) ?? null,
      permitted: graphs.permitted.map(({ from, to }) => ({ from, to })),
      observed:
        graphs.observed?.map(({ from, to, calls, lastMs }) => ({
          ...{ from, to, calls },
          last: new Date(lastMs).toISOString(),
        })) ?? null,
    },
    diff: diff
      ? {
          against: diff.against,
          opened: diff.opened.map(rowJson),
          closed: diff.closed.map(rowJson),
        }
      : null,
    probe: probe ?? null,
  })
}
