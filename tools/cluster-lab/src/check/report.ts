/** Something that is not as it must be. */
export interface Finding {
  readonly check: string
  readonly subject: string
  readonly what: string
}

/** What a check found, and how much it looked at. */
export interface CheckResult {
  readonly findings: readonly Finding[]
  readonly figures: Readonly<Record<string, number>>
}

export interface CheckReport extends CheckResult {
  readonly ok: boolean
  readonly seconds: number
  /** Releases of the platform whose charts are not on this machine, so that nothing of them was checked. */
  readonly absent?: readonly string[]
}

export const merge = (results: readonly CheckResult[]): CheckResult => ({
  findings: results.flatMap(({ findings }) => findings),
  figures: Object.assign({}, ...results.map(({ figures }) => figures)),
})

/** Figures of several runs of the same checks, added up. */
export const addUp = (results: readonly CheckResult[]): CheckResult => {
  const figures: Record<string, number> = {}
  for (const [name, value] of results.flatMap((result) => Object.entries(result.figures)))
    figures[name] = (figures[name] ?? 0) + value
  return { findings: results.flatMap(({ findings }) => findings), figures }
}

export function textOf({ ok, findings, figures, seconds, absent = [] }: CheckReport): string {
  const lines = [
    ...(absent.length > 0 ? [`not installed, for want of the charts: ${absent.join(', ')}`] : []),
    ...findings.map(({ check, subject, what }) => `${check}: ${subject}: ${what}`),
    ...Object.entries(figures).map(([name, value]) => `${name.padEnd(28)}${value}`),
    ok ? `no finding, in ${seconds} s` : `${findings.length} findings, in ${seconds} s`,
  ]
  return `${lines.join('\n')}\n`
}
