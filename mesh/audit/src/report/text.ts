import type { Row } from '../matrix/row.ts'
import type { Finding } from '../rules/rule.ts'
import { describeAccessRequest, describeEvidence } from './describe.ts'
import type { Report } from './report.ts'
import { summaryOf } from './summary.ts'

/** The report for a terminal: the findings, then the access matrix. */
export const textReport = (report: Report): string =>
  [
    ...report.findings.flatMap(findingLines),
    ...(report.findings.length > 0 ? [''] : []),
    ...matrixLines(report.matrix),
    ...diffLines(report),
    ...probeLines(report),
    ...report.notChecked.map((item) => `not checked: ${item}`),
    summaryOf(report),
    '',
  ].join('\n')

const findingLines = (finding: Finding): readonly string[] => [
  `${finding.at.file}:${finding.at.line}: ${finding.severity} ${finding.code}: ${finding.resource}: ${finding.message}`,
  `    why       ${finding.why}`,
  `    fix       ${finding.fix}`,
  ...(finding.evidence ? [`    evidence  ${describeEvidence(finding.evidence)}`] : []),
]

function matrixLines(matrix: readonly Row[]): readonly string[] {
  const allowed = matrix.filter(({ decision }) => decision === 'allow')
  if (matrix.length === 0) return []
  const byTarget = Map.groupBy(allowed, ({ target }) => `${target.name} port ${target.port}`)
  const lines = [...byTarget].flatMap(([target, rows]) => [
    target,
    ...rows.map((row) => `    ${row.caller.name}: ${grantText(row)}`),
  ])
  const denied = matrix.length - allowed.length
  return [
    'Who may call whom:',
    ...lines,
    `(${denied} other combinations of caller and target are denied)`,
    '',
  ]
}

export const grantText = ({ methods, paths, hosts, except, token, encrypted }: Row): string =>
  [
    methods.length > 0 ? `${methods.join(' ')} ${paths.join(' ')}` : 'any TCP traffic',
    ...(hosts.length > 0 ? [`host ${hosts.join(' ')}`] : []),
    ...(token === null ? [] : [`with a token of ${token}`]),
    ...(except.length > 0 ? [`except ${except.join('; ')}`] : []),
    ...(encrypted ? [] : ['IN PLAINTEXT']),
  ].join(', ')

function diffLines({ diff }: Report): readonly string[] {
  if (diff === undefined) return []
  const line = (sign: string) => (row: Row) =>
    `  ${sign} ${row.caller.name} → ${row.target.name} port ${row.target.port}: ${describeAccessRequest(row.accessRequest)}`
  return [
    `access changes compared with ${diff.against}: ${diff.opened.length} opened, ${diff.closed.length} closed`,
    ...diff.opened.map(line('+')),
    ...diff.closed.map(line('-')),
    '',
  ]
}

function probeLines({ probe }: Report): readonly string[] {
  if (probe === undefined) return []
  return [
    `probe: ${probe.total} requests sent, ${probe.unexpected} unexpected answers${probe.notSent > 0 ? `, ${probe.notSent} not sent` : ''}`,
    ...probe.rows
      .filter(({ ok }) => !ok)
      .map(({ request, expected, got }) => `  ${request}: got ${got} instead of ${expected}`),
    '',
  ]
}
