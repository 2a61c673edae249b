import { fact, type Rule } from '../rule.ts'

const dayMs = 24 * 60 * 60 * 1_000

export const certificateExpires: Rule = {
  code: 'STOA105',
  severity: 'error',
  summary: 'A certificate has expired or expires soon',
  why: 'Every connection that relies on the certificate fails the moment it expires.',
  fix: 'Renew the certificate, and find out why it was not rotated automatically.',
  check: ({ certificates = [], nowMs }) =>
    certificates.flatMap(({ at, subject, fromMs, untilMs }) => {
      // Warn in the last tenth of the lifetime, but at most 30 days ahead.
      const margin = Math.min((untilMs - fromMs) / 10, 30 * dayMs)
      if (untilMs - nowMs > margin) return []
      const when = new Date(untilMs).toISOString()
      const expired = untilMs <= nowMs
      return [
        {
          at,
          resource: `certificate ${subject}`,
          message: expired ? `expired on ${when}` : `expires on ${when}`,
          severity: expired ? 'error' : 'warning',
          evidence: fact(`valid from ${new Date(fromMs).toISOString()} to ${when}`),
        },
      ]
    }),
}
