import type { Hono } from 'hono'
import type { ServiceEnv } from './env.ts'

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** The methods for which a path has a route; a middleware alone makes no route. */
export const methodsOf = (app: Hono<ServiceEnv>, path: string): readonly string[] =>
  methods.filter((method) =>
    app.router.match(method, path)[0].some(([[, route]]) => route.method === method),
  )
