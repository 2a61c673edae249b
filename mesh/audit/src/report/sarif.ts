import { createHash } from 'node:crypto'
import { isAbsolute } from 'node:path'
import { pathToFileURL } from 'node:url'
import { rules } from '../rules/index.ts'
import type { Finding, Severity } from '../rules/rule.ts'
import { expiredSuppression, unusedSuppression } from '../suppress.ts'
import { describeEvidence } from './describe.ts'
import type { Report, Suppressed } from './report.ts'

const schema = 'https://json.schemastore.org/sarif-2.1.0.json'
const levels: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  note: 'note',
}

/** The report in SARIF 2.1.0, for code hosts and security dashboards. */
export function sarifReport(report: Report): string {
  const allRules = [...rules, expiredSuppression, unusedSuppression]
  const index = new Map<string, number>(allRules.map(({ code }, at) => [code, at]))
  const results = [
    ...report.findings.map((finding) => resultOf(finding, index)),
    ...report.suppressed.map((entry) => suppressedResult(entry, index)),
  ]
  return JSON.stringify({
    $schema: schema,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'stoa audit',
            semanticVersion: report.version,
            rules: allRules.map(({ code, severity, summary, why, fix }) => ({
              id: code,
              shortDescription: { text: summary },
              fullDescription: { text: why },
              help: { text: fix },
              defaultConfiguration: { level: levels[severity] },
            })),
          },
        },
        invocations: [{ executionSuccessful: true, endTimeUtc: report.at }],
        artifacts: report.inputs.map(({ file, sha256 }) => ({
          location: { uri: uriOf(file) },
          hashes: { 'sha-256': sha256 },
        })),
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  })
}

const uriOf = (file: string): string =>
  isAbsolute(file) ? pathToFileURL(file).href : encodeURI(file.replaceAll('\\', '/'))

function resultOf(finding: Finding, index: ReadonlyMap<string, number>) {
  const { code, severity, at, resource, message, evidence } = finding
  const evidenceText = evidence ? ` Evidence: ${describeEvidence(evidence)}.` : ''
  return {
    ruleId: code,
    ruleIndex: index.get(code) ?? -1,
    level: levels[severity],
    message: { text: `${resource}: ${message}.${evidenceText}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(at.file) },
          region: { startLine: at.line },
        },
        logicalLocations: [{ fullyQualifiedName: resource }],
      },
    ],
    partialFingerprints: { 'finding/v1': fingerprintOf(finding) },
  }
}

const suppressedResult = (
  { finding, suppression }: Suppressed,
  index: ReadonlyMap<string, number>,
) => ({
  ...resultOf(finding, index),
  suppressions: [
    {
      kind: 'external',
      status: 'accepted',
      justification: `${suppression.reason} (${suppression.owner}, until ${suppression.expires})`,
    },
  ],
})

/** A fingerprint that does not depend on line numbers. */
const fingerprintOf = ({ code, resource, message }: Finding): string =>
  createHash('sha256').update([code, resource, message].join('\n')).digest('hex').slice(0, 32)
