import { fact, type Rule } from '../rule.ts'

const dayMs = 24 * 60 * 60 * 1_000

export const certificateExpires: Rule = {
  code: 'STOA105',
  severity: 'error',
  summary: 'A certificate has expired or is about to',
  why: 'When it has, every connection that needs it fails at once.',
  mend: 'Renew it, and find out why nothing did so by itself.',
  check: ({ certificates = [], nowMs }) =>
    certificates.flatMap(({ at, subject, fromMs, untilMs }) => {
      // A tenth of its life, and of a long one at most a month, is left.
      const margin = Math.min((untilMs - fromMs) / 10, 30 * dayMs)
      if (untilMs - nowMs > margin) return []
      const when = new Date(untilMs).toISOString()
      const expired = untilMs <= nowMs
      return [
        {
          at,
          resource: `certificate ${subject}`,
          message: expired ? `expired at ${when}` : `expires at ${when}`,
          severity: expired ? 'error' : 'warning',
          demonstration: fact(`valid from ${new Date(fromMs).toISOString()} to ${when}`),
        },
      ]
    }),
}
