import type { Row } from '../matrix/row.ts'
import type { Finding } from '../rules/rule.ts'
import { comparedEdges } from './compared-edges.ts'
import { describeAccessRequest, describeEvidence } from './describe.ts'
import type { Report } from './report.ts'
import { summaryOf } from './summary.ts'
import { grantText } from './text.ts'

/** The report in Markdown, for a pull request or a wiki page. */
export const markdownReport = (report: Report): string =>
  [
    '# Mesh audit',
    `${summaryOf(report)}. Created at ${report.at} by stoa audit ${report.version}.`,
    ...section(
      'Findings',
      report.findings.length > 0 ? report.findings.map(findingText) : ['None.'],
    ),
    ...section('Who may call whom', [
      table(
        ['caller', 'permission', 'target', 'encrypted', 'witness request'],
        report.matrix.filter(({ decision }) => decision === 'allow').map(rowCells),
      ),
    ]),
    ...section('Declared, permitted and observed calls', [
      table(
        ['call', 'declared', 'permitted', 'observed'],
        comparedEdges(report.graphs).map(({ call, declared, permitted, observed }) => [
          ...[call, declared, permitted, observed],
        ]),
      ),
    ]),
    ...(report.diff
      ? section(`Access changes compared with ${report.diff.against}`, [
          table(
            ['change', 'caller', 'target', 'request'],
            [
              ...report.diff.opened.map((row) => changeCells('opened', row)),
              ...report.diff.closed.map((row) => changeCells('closed', row)),
            ],
          ),
        ])
      : []),
    ...(report.probe
      ? section(`Probe: ${report.probe.total} requests, ${report.probe.unexpected} unexpected`, [
          table(
            ['request', 'expected', 'got'],
            report.probe.rows.map(({ request, expected, got }) => [request, expected, got]),
          ),
        ])
      : []),
    ...section('Suppressed findings', [
      table(
        ['code', 'resource', 'reason', 'owner', 'expires'],
        report.suppressed.map(({ finding, suppression: { reason, owner, expires } }) => [
          ...[finding.code, finding.resource, reason, owner, expires],
        ]),
      ),
    ]),
    ...section('Not checked', [report.notChecked.map((item) => `- ${item}`).join('\n')]),
    ...section('Inputs', [
      table(
        ['file', 'SHA-256'],
        report.inputs.map(({ file, sha256 }) => [file, sha256]),
      ),
    ]),
    '',
  ].join('\n\n')

const section = (title: string, parts: readonly string[]): readonly string[] => [
  `## ${title}`,
  ...parts.filter((part) => part !== ''),
]

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  rows.length === 0
    ? 'None.'
    : [head, head.map(() => '---'), ...rows]
        .map((row) => `| ${row.map(cell).join(' | ')} |`)
        .join('\n')

const findingText = (finding: Finding): string =>
  [
    `### ${finding.code} (${finding.severity}): ${finding.summary}`,
    '',
    `**${finding.resource}** (${finding.at.file}:${finding.at.line}): ${finding.message}`,
    '',
    `- Why: ${finding.why}`,
    `- Fix: ${finding.fix}`,
    ...(finding.evidence ? [`- Evidence: \`${describeEvidence(finding.evidence)}\``] : []),
  ].join('\n')

const rowCells = (row: Row): readonly string[] => [
  row.caller.name,
  grantText(row),
  `${row.target.name}:${row.target.port}`,
  row.encrypted ? 'yes' : 'NO',
  `\`${describeAccessRequest(row.accessRequest)}\``,
]

const changeCells = (change: string, row: Row): readonly string[] => [
  change,
  row.caller.name,
  `${row.target.name}:${row.target.port}`,
  `\`${describeAccessRequest(row.accessRequest)}\``,
]
