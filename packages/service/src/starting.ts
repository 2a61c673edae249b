import { AppError } from './errors.ts'
import { problemOf } from './problem.ts'
import { parseTraceparent } from './trace.ts'

const retryAfterSeconds = 5

/**
 * Answers for a service that waits for its database or the broker: it lives, and is not ready. `/metrics` is refused like
 * all else, so that Prometheus counts the service as down.
 */
export function answerWhileStarting({ url, headers }: Request): Response {
  const { pathname } = new URL(url)
  switch (pathname) {
    case '/livez':
      return answer(200, { status: 'ok' })
    case '/readyz':
      return answer(503, { status: 'unavailable' })
    default: {
      const traceId = parseTraceparent(headers.get('traceparent') ?? undefined)?.traceId ?? ''
      const starting = new AppError('unavailable', 'the service is starting; try again later')
      return answer(503, problemOf(starting, { path: pathname, traceId }), {
        'content-type': 'application/problem+json',
        'retry-after': String(retryAfterSeconds),
      })
    }
  }
}

const answer = (
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = { 'content-type': 'application/json' },
) => new Response(JSON.stringify(body), { status, headers })
