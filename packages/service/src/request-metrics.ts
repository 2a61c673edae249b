import type { Context } from 'hono'
import { matchedRoutes } from 'hono/route'
import { METHOD_NAME_ALL } from 'hono/router'
import { gauge, histogram } from './metrics.ts'

const knownMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

export const requestDuration = histogram({
  name: 'http_server_request_duration_seconds',
  help: 'Time from an HTTP request to its response',
  labels: {
    http_request_method: [...knownMethods, '_OTHER'],
    http_route: { max: 64 },
    http_response_status_code: { max: 32 },
  },
  exemplars: true,
})

let active = 0
gauge({ name: 'http_server_active_requests', help: 'HTTP requests under way' }).from(() => active)

/** Counts the request as under way until `work` is done. */
export async function trackActive(work: () => Promise<void>): Promise<void> {
  active += 1
  try {
    await work()
  } finally {
    active -= 1
  }
}

export const methodOf = (method: string): string =>
  knownMethods.includes(method) ? method : '_OTHER'

/** The template of the route that answered, or `unmatched`: a middleware alone is no route. */
export function routeOf(c: Context): string {
  const last = matchedRoutes(c).at(-1)
  return !last || last.method === METHOD_NAME_ALL ? 'unmatched' : last.path
}
