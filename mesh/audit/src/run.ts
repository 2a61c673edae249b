import { audit } from './audit.ts'
import type { Inputs } from './context/audit-context.ts'
import { createContext } from './context/create-context.ts'
import { gather, readInputs } from './inputs/gather.ts'
import { readSources } from './inputs/sources.ts'
import type { AuditOptions, Format } from './options.ts'
import type { Diff, Report } from './report/report.ts'

const severities = ['note', 'warning', 'error']

/** Reads the inputs, audits them and renders the report; `failed` says whether a finding reaches `failOn`. */
export async function runAudit(options: AuditOptions): Promise<{ text: string; failed: boolean }> {
  const sources = await readSources(options.mesh, options.services)
  const gathered = await gather(sources, options)
  const audited = audit(gathered, options.mesh)
  const compared: Report =
    options.diff === undefined
      ? audited
      : { ...audited, diff: await diffAgainst(options, gathered.inputs) }
  const report = options.probe ? await withProbe(compared, gathered.inputs) : compared
  const threshold = severities.indexOf(options.failOn)
  return {
    text: await render(options.format, report),
    failed: report.findings.some(({ severity }) => severities.indexOf(severity) >= threshold),
  }
}

async function withProbe(report: Report, inputs: Inputs): Promise<Report> {
  const { probeHome } = await import('./probe/probe-platform.ts')
  const { progressOn } = await import('./probe/progress.ts')
  const { homeOf } = await import('@stoa/topology')
  const { report: probe, findings } = await probeHome(
    createContext(inputs),
    homeOf(process.env),
    progressOn(process.stderr),
  )
  return { ...report, probe, findings: [...findings, ...report.findings] }
}

async function diffAgainst(options: AuditOptions, now: Inputs): Promise<Diff> {
  const { sourcesAt } = await import('./inputs/sources-at.ts')
  const { diffOf } = await import('./matrix/diff.ts')
  const against = options.diff ?? ''
  const before = readInputs(await sourcesAt(against, options), options.nowMs)
  return { against, ...diffOf(createContext(before), createContext(now)) }
}

async function render(format: Format, report: Report): Promise<string> {
  switch (format) {
    case 'text':
      return (await import('./report/text.ts')).textReport(report)
    case 'json':
      return (await import('./report/json.ts')).jsonReport(report)
    case 'sarif':
      return (await import('./report/sarif.ts')).sarifReport(report)
    case 'markdown':
      return (await import('./report/markdown.ts')).markdownReport(report)
    case 'html':
      return (await import('./report/html/page.ts')).htmlReport(report)
  }
}
