import { audit } from './audit.ts'
import { gather, readInputs } from './inputs/gather.ts'
import { readSources } from './inputs/sources.ts'
import type { Asked, Format } from './options.ts'
import type { Diff, Report } from './report/report.ts'
import { worldOf } from './world/open.ts'
import type { Inputs } from './world/world.ts'

const severities = ['note', 'warning', 'error']

/** The whole of it: reads, judges, and puts it into words. */
export async function runAudit(asked: Asked): Promise<{ text: string; failed: boolean }> {
  const sources = await readSources(asked.mesh, asked.services)
  const gathered = await gather(sources, asked)
  const found = audit(gathered, asked.mesh)
  const compared: Report =
    asked.diff === undefined ? found : { ...found, diff: await compare(asked, gathered.inputs) }
  const report = asked.probe ? await probed(compared, gathered.inputs) : compared
  const threshold = severities.indexOf(asked.failOn)
  return {
    text: await render(asked.format, report),
    failed: report.findings.some(({ severity }) => severities.indexOf(severity) >= threshold),
  }
}

async function probed(report: Report, inputs: Inputs): Promise<Report> {
  const { probeHome } = await import('./probe/probe-platform.ts')
  const { progressOn } = await import('./probe/progress.ts')
  const { homeOf } = await import('@stoa/topology')
  const { report: probe, findings } = await probeHome(
    worldOf(inputs),
    homeOf(process.env),
    progressOn(process.stderr),
  )
  return { ...report, probe, findings: [...findings, ...report.findings] }
}

async function compare(asked: Asked, now: Inputs): Promise<Diff> {
  const { sourcesAt } = await import('./inputs/sources-at.ts')
  const { diffOf } = await import('./matrix/diff.ts')
  const against = asked.diff ?? ''
  const before = readInputs(await sourcesAt(against, asked), asked.nowMs)
  return { against, ...diffOf(worldOf(before), worldOf(now)) }
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
