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
}

export const merge = (results: readonly CheckResult[]): CheckResult => ({
  findings: results.flatMap(({ findings }) => findings),
  figures: Object.assign({}, ...results.map(({ figures }) => figures)),
})

export function textOf({ ok, findings, figures, seconds }: CheckReport): string {
  const lines = [
    ...findings.map(({ check, subject, what }) => `${check}: ${subject}: ${what}`),
    ...Object.entries(figures).map(([name, value]) => `${name.padEnd(28)}${value}`),
    ok ? `no finding, in ${seconds} s` : `${findings.length} findings, in ${seconds} s`,
  ]
  return `${lines.join('\n')}\n`
}
