import type { Suppression } from './inputs/suppressions.ts'
import type { Suppressed } from './report/report.ts'
import { type Finding, fact } from './rules/rule.ts'

export interface SuppressionResult {
  readonly findings: readonly Finding[]
  readonly suppressed: readonly Suppressed[]
}

export const expiredSuppression = {
  code: 'STOA991',
  severity: 'warning',
  summary: 'A suppression has expired',
  why: 'The finding was accepted only until that day, so it is reported again.',
  fix: 'Fix the finding, or have its owner set a new date.',
} as const
export const unusedSuppression = {
  code: 'STOA992',
  severity: 'note',
  summary: 'A suppression matches no finding',
  why: 'The finding was fixed or has moved. Left in place, the suppression may hide a new finding.',
  fix: 'Delete the suppression.',
} as const

/** Separates the suppressed findings, and adds findings about expired and unused suppressions. */
export function suppress(
  findings: readonly Finding[],
  suppressions: readonly Suppression[],
  nowMs: number,
): SuppressionResult {
  const active = suppressions.filter((suppression) => !isExpired(suppression, nowMs))
  const used = new Set<Suppression>()
  const suppressed: Suppressed[] = []
  const kept = findings.filter((finding) => {
    const suppression = active.find((suppression) => matches(suppression, finding))
    if (suppression === undefined) return true
    used.add(suppression)
    suppressed.push({ finding, suppression })
    return false
  })
  const expired = suppressions.filter((suppression) => isExpired(suppression, nowMs))
  const unused = active.filter((suppression) => !used.has(suppression))
  return {
    suppressed,
    findings: [
      ...kept,
      ...expired.map((suppression) =>
        findingAbout(suppression, expiredSuppression, `expired on ${suppression.expires}`),
      ),
      ...unused.map((suppression) =>
        findingAbout(
          suppression,
          unusedSuppression,
          `no ${suppression.code} finding matches ${suppression.where}`,
        ),
      ),
    ],
  }
}

/** A suppression is valid until the end of its last day. */
const isExpired = ({ expires }: Suppression, nowMs: number): boolean =>
  Date.parse(`${expires}T23:59:59.999Z`) < nowMs

function matches({ code, where }: Suppression, finding: Finding): boolean {
  if (code !== finding.code) return false
  const pattern = new RegExp(
    `^${where
      .split('*')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  )
  return [finding.resource, finding.resource.split(' ').at(-1) ?? '', finding.at.file].some((one) =>
    pattern.test(one),
  )
}

const findingAbout = (
  { at, code, where, owner, reason }: Suppression,
  { code: own, severity, summary, why, fix }: typeof expiredSuppression | typeof unusedSuppression,
  problem: string,
): Finding => ({
  ...{ code: own, severity, summary, why, fix, at },
  resource: `suppression of ${code}`,
  message: `suppression of ${code} for ${where} (${owner}: ${reason}): ${problem}`,
  evidence: fact(problem),
})
