import type { Suppression } from './inputs/suppressions.ts'
import type { Suppressed } from './report/report.ts'
import { type Finding, fact } from './rules/rule.ts'

export interface Kept {
  readonly findings: readonly Finding[]
  readonly suppressed: readonly Suppressed[]
}

export const expiredSuppression = {
  code: 'STOA991',
  severity: 'warning',
  summary: 'A suppression has expired',
  why: 'What was put up with until that day is put up with no longer, and shows again.',
  mend: 'Mend what it hid, or have its owner decide anew until when.',
} as const
export const idleSuppression = {
  code: 'STOA992',
  severity: 'note',
  summary: 'A suppression hides nothing',
  why: 'What it hid is mended or has moved; left alone it will hide the next one.',
  mend: 'Delete it.',
} as const

/** Takes out what somebody answers for, and adds what is wrong with the list itself. */
export function suppress(
  findings: readonly Finding[],
  suppressions: readonly Suppression[],
  nowMs: number,
): Kept {
  const lasting = suppressions.filter((one) => !isExpired(one, nowMs))
  const used = new Set<Suppression>()
  const suppressed: Suppressed[] = []
  const kept = findings.filter((finding) => {
    const suppression = lasting.find((one) => covers(one, finding))
    if (suppression === undefined) return true
    used.add(suppression)
    suppressed.push({ finding, suppression })
    return false
  })
  const expired = suppressions.filter((one) => isExpired(one, nowMs))
  const idle = lasting.filter((one) => !used.has(one))
  return {
    suppressed,
    findings: [
      ...kept,
      ...expired.map((one) => about(one, expiredSuppression, `expired on ${one.expires}`)),
      ...idle.map((one) => about(one, idleSuppression, `nothing at ${one.where} has ${one.code}`)),
    ],
  }
}

/** The whole last day counts. */
const isExpired = ({ expires }: Suppression, nowMs: number): boolean =>
  Date.parse(`${expires}T23:59:59.999Z`) < nowMs

function covers({ code, where }: Suppression, finding: Finding): boolean {
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

const about = (
  { at, code, where, owner, reason }: Suppression,
  { code: own, severity, why, mend }: typeof expiredSuppression | typeof idleSuppression,
  what: string,
): Finding => ({
  ...{ code: own, severity, why, mend, at },
  resource: `suppression of ${code}`,
  message: `the suppression of ${code} at ${where} (${owner}: ${reason}): ${what}`,
  demonstration: fact(what),
})
