import { expect, it } from 'vitest'
import { problem } from './problem.ts'
import { answerWhileStarting } from './starting.ts'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const ask = (path: string, init?: RequestInit) =>
  answerWhileStarting(new Request(`http://orders${path}`, init))

it('a service that starts lives and is not ready', async () => {
  expect(ask('/livez').status).toBe(200)
  expect(ask('/readyz').status).toBe(503)
  expect(await ask('/readyz').json()).toEqual({ status: 'unavailable' })
})

it.each(['/v1/orders?customer=ann', '/metrics', '/openapi.json', '/'])(
  'a service that starts refuses %s with a problem and the time to try again',
  async (path) => {
    const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` }
    const answer = ask(path, { method: path.startsWith('/v1') ? 'POST' : 'GET', headers })
    expect(answer.status).toBe(503)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(answer.headers.get('retry-after')).toBe('5')
    expect(problem.parse(await answer.json())).toMatchObject({
      ...{ status: 503, code: 'unavailable', traceId },
      instance: path.replace(/\?.*/, ''),
    })
  },
)
