import type { Report } from '../report.ts'
import { findingsPart, suppressedPart } from './findings.ts'
import { html, Markup } from './markup.ts'
import { matrixPart } from './matrix.ts'
import { aboutPart, diffPart, graphsPart, probePart } from './parts.ts'
import { style } from './style.ts'

/** The report as one self-contained HTML page, which loads nothing else. */
export function htmlReport(report: Report): string {
  const count = (severity: string) =>
    report.findings.filter((finding) => finding.severity === severity).length
  const [errors, warnings, notes] = [count('error'), count('warning'), count('note')]
  const links = [
    ['findings', 'Findings'],
    ['matrix', 'Who may call whom'],
    ['graphs', 'Declared, permitted and observed calls'],
    ...(report.diff ? [['diff', 'Access changes']] : []),
    ...(report.probe ? [['probe', 'Probe']] : []),
    ['suppressed', 'Suppressed findings'],
    ['about', 'About this report'],
  ]
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Mesh audit, ${report.at}</title>
<style>${new Markup(style)}</style>
</head>
<body><main>
<h1>Mesh audit</h1>
<p class="soft">Created ${report.at} · ${report.workloads} workloads, ${report.policies} authorization policies, ${report.rules} rules · stoa audit ${report.version}</p>
<div class="tiles">
${tile(errors, 'errors', errors > 0 ? 'bad' : 'ok')}
${tile(warnings, 'warnings', warnings > 0 ? 'warn' : 'ok')}
${tile(notes, 'notes', '')}
${tile(report.suppressed.length, 'suppressed', '')}
${report.probe && tile(report.probe.unexpected, `unexpected answers to ${report.probe.total} probes`, report.probe.unexpected > 0 ? 'bad' : 'ok')}
</div>
<nav>${links.map(([id, name]) => html`<a href="#${id}">${name}</a>`)}</nav>
${findingsPart(report.findings)}
${matrixPart(report.matrix)}
${graphsPart(report)}
${report.diff && diffPart(report.diff)}
${report.probe && probePart(report.probe)}
${suppressedPart(report.suppressed)}
${aboutPart(report)}
</main></body>
</html>
`.text
}

const tile = (value: number, label: string, state: string): Markup =>
  html`<div class="tile ${state}"><b>${value}</b>${label}</div>`
