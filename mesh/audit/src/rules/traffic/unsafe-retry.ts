import { describePath } from '@stoa/mesh/policy'
import { type Rule, resultAt } from '../rule.ts'
import { type Hop, hopsOf } from './hops.ts'
import { riskyRetries } from './retries.ts'
import { matchOf } from './route-match.ts'

export const unsafeRetry: Rule = {
  code: 'STOA701',
  severity: 'error',
  summary: 'A route retries requests that are not safe to repeat',
  why: 'If a POST succeeded but its response was lost, the retry performs it again: two orders, or two payments.',
  fix: 'Give writes a route of their own with `attempts: 0`, or retry only requests that carry an idempotency key.',
  check: (context) => {
    const risky = hopsOf(context).filter(
      (hop) =>
        ['POST', 'PATCH'].includes(hop.requestLine.method) &&
        riskyRetries(hop.route).length > 0 &&
        !requiresIdempotencyKey(hop),
    )
    const once = new Map(risky.map((hop) => [`${hop.service.locate([]).file} ${hop.index}`, hop]))
    return [...once.values()].map(({ service, index, route, requestLine, row, from }) => {
      const conditions = riskyRetries(route).join(', ')
      const { method, path } = requestLine
      const request = row.accessRequest.request && { ...row.accessRequest.request, method, path }
      return resultAt(
        service,
        ['spec', 'http', index, 'retries'],
        `${method} ${path} from ${from} is retried on ${conditions} (${describePath(['http', index])})`,
        {
          evidence: {
            kind: 'request',
            accessRequest: { ...row.accessRequest, request },
            verdict: row.verdict,
          },
        },
      )
    })
  },
}

/** Whether the route matches such a request only if it carries an idempotency key. */
const requiresIdempotencyKey = ({ route, requestLine }: Hop): boolean =>
  (route.match ?? []).length > 0 &&
  (route.match ?? [])
    .filter((match) => matchOf(match, requestLine) !== 'no')
    .every(({ headers = {} }) =>
      Object.keys(headers).some((name) => name.toLowerCase() === 'idempotency-key'),
    )
