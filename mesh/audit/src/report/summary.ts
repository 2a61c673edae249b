import type { Report } from './report.ts'

/** Counts the findings by severity, and the audited rules, workloads and policies. */
export function summaryOf({ findings, suppressed, rules, workloads, policies }: Report): string {
  const count = (severity: string) =>
    findings.filter((finding) => finding.severity === severity).length
  return (
    `${count('error')} errors, ${count('warning')} warnings, ${count('note')} notes, ${suppressed.length} suppressed; ` +
    `${rules} rules over ${workloads} workloads and ${policies} authorization policies`
  )
}
