import { describePath } from '@stoa/mesh/policy'
import { found, type Rule } from '../rule.ts'
import { type Hop, hopsOf } from './hops.ts'
import { riskyRetries } from './retries.ts'
import { matchOf } from './route-match.ts'

export const unsafeRetry: Rule = {
  code: 'STOA701',
  severity: 'error',
  summary: 'Requests that are not safe to repeat are repeated',
  why: 'A POST that was carried out and whose answer was lost is carried out again: two orders, two payments.',
  mend: 'Give writes a route of their own with `attempts: 0`, or repeat only those with an idempotency key.',
  check: (world) => {
    const risky = hopsOf(world).filter(
      (hop) =>
        ['POST', 'PATCH'].includes(hop.asked.method) &&
        riskyRetries(hop.route).length > 0 &&
        !isKeyed(hop),
    )
    const once = new Map(risky.map((hop) => [`${hop.service.locate([]).file} ${hop.index}`, hop]))
    return [...once.values()].map(({ service, index, route, asked, row, from }) => {
      const words = riskyRetries(route).join(', ')
      const { method, path } = asked
      const request = row.question.request && { ...row.question.request, method, path }
      return found(
        service,
        ['spec', 'http', index, 'retries'],
        `${method} ${path} of ${from} is sent again on ${words} (${describePath(['http', index])})`,
        {
          demonstration: {
            kind: 'request',
            question: { ...row.question, request },
            verdict: row.verdict,
          },
        },
      )
    })
  },
}

/** The route takes such a request only when it brings a key by which the server knows a repetition. */
const isKeyed = ({ route, asked }: Hop): boolean =>
  (route.match ?? []).length > 0 &&
  (route.match ?? [])
    .filter((match) => matchOf(match, asked) !== 'no')
    .every(({ headers = {} }) =>
      Object.keys(headers).some((name) => name.toLowerCase() === 'idempotency-key'),
    )
