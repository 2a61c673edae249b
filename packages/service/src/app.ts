import { SpanStatusCode } from '@opentelemetry/api'
import { type Context, Hono, type HonoRequest, type MiddlewareHandler } from 'hono'
import { accepts } from 'hono/accepts'
import type { ServiceEnv } from './env.ts'
import { AppError } from './errors.ts'
import { classicType, exposition, openMetricsType } from './exposition.ts'
import { headerOf } from './headers.ts'
import { type Log, withLogFields } from './log.ts'
import { methodsOf } from './methods.ts'
import { openApiOf } from './openapi.ts'
import { isUnexpected, problemOf } from './problem.ts'
import { methodOf, requestDuration, routeOf, trackActive } from './request-metrics.ts'
import { formatTraceparent, inSpan, parseTraceparent, SpanKind, startSpan } from './trace.ts'

export interface ServiceOptions {
  readonly name: string
  readonly log: Log
  /** Principals whose `x-stoa-claims` header is trusted: the edge, and the gateway in a service that it calls. */
  readonly trustedForwarders: readonly string[]
  /** Throws while the service cannot work, for example while its database is unreachable. */
  readonly ready: () => Promise<void>
  /** Shown in the OpenAPI document. */
  readonly description?: string
  /** Whether `/openapi.json` answers the service's own document, as by default; the gateway answers the platform's there. */
  readonly servesOwnOpenApi?: boolean
}

const orderIdPattern = /\/orders\/([0-9a-f]{8}-[0-9a-f-]{27})(?:\/|$)/

const idsOf = (c: Context<ServiceEnv>) => () => ({
  customerId: c.var.claims?.sub,
  orderId: orderIdPattern.exec(c.req.path)?.[1],
})

const traceAndMeasure =
  (trustedForwarders: readonly string[], log: Log): MiddlewareHandler<ServiceEnv> =>
  async (c, next) => {
    c.set('trustedForwarders', trustedForwarders)
    const started = performance.now()
    const span = startSpan(c.req.method, {
      kind: SpanKind.SERVER,
      parent: parseTraceparent(headerOf(c, 'traceparent')),
    })
    c.set('traceId', span.spanContext().traceId)
    c.set('traceparent', formatTraceparent(span.spanContext()))
    c.header('traceresponse', c.var.traceparent)
    const route = routeOf(c)
    // For the access log of the sidecar, which must not hold the path: a caller may have put anything into it.
    c.header('x-matched-path', route)
    await trackActive(() => withLogFields(idsOf(c), () => inSpan(span, next)))
    const method = methodOf(c.req.method)
    const { status } = c.res
    requestDuration.observe(
      { http_request_method: method, http_route: route, http_response_status_code: status },
      (performance.now() - started) / 1000,
      span.spanContext(),
    )
    if (log.isLevelEnabled('debug')) {
      const fields = { ...idsOf(c)(), method, route, status }
      inSpan(span, () => log.debug(fields, 'answered a request'))
    }
    if (span.isRecording()) {
      span.updateName(`${method} ${route}`)
      // Neither the path nor the query: a caller may have put anything into them.
      span.setAttributes({
        'http.request.method': method,
        'http.route': route,
        'http.response.status_code': status,
      })
      if (status >= 500) {
        span.setAttribute('error.type', String(status))
        span.setStatus({ code: SpanStatusCode.ERROR })
      }
    }
    span.end()
  }

function unmatched(app: Hono<ServiceEnv>, { method, path }: HonoRequest): AppError {
  const allow = methodsOf(app, path)
  if (allow.length === 0)
    return new AppError(
      'not_found',
      `no route matches ${method} ${path}; check the method and the path`,
    )
  return new AppError(
    'method_not_allowed',
    `${path} has no method ${method}; use ${allow.join(' or ')}`,
    { allow },
  )
}

/**
 * Creates a Hono application with what every service has: traces, metrics, problem details for errors,
 * `/livez`, `/readyz`, `/metrics` and `/openapi.json`.
 *
 * @example
 * const app = createServiceApp({ name: 'orders', log, trustedForwarders, ready: () => ping(db) })
 * app.route('/v1/orders', orderRoutes(deps))
 */
export function createServiceApp(options: ServiceOptions): Hono<ServiceEnv> {
  const { log } = options
  const app = new Hono<ServiceEnv>()

  const answerError = (error: Error, c: Context<ServiceEnv>) => {
    const problem = problemOf(error, { path: c.req.path, traceId: c.var.traceId ?? '' })
    if (isUnexpected(error))
      withLogFields(idsOf(c), () =>
        log.error(
          { err: error, method: methodOf(c.req.method), route: routeOf(c) },
          'request failed unexpectedly; answering 500',
        ),
      )
    const { retryAfterSeconds: retryAfter, allow }: Partial<AppError> =
      error instanceof AppError ? error : {}
    return c.body(JSON.stringify(problem), problem.status as 400, {
      'content-type': 'application/problem+json',
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
      ...(allow && { allow: allow.join(', ') }),
    })
  }
  app.onError(answerError)
  // What is thrown here would pass by the measurement of requests.
  app.notFound((c) => answerError(unmatched(app, c.req), c))

  app.get('/livez', (c) => c.json({ status: 'ok' }))
  app.get('/readyz', async (c) => {
    try {
      await options.ready()
      return c.json({ status: 'ok' })
    } catch (error) {
      log.warn({ err: error }, 'readiness check failed; /readyz answers 503 until it passes')
      return c.json({ status: 'unavailable' }, 503)
    }
  })
  app.get('/metrics', async (c) => {
    const supports = [openMetricsType, classicType] as const
    const type = accepts(c, { header: 'Accept', supports: [...supports], default: classicType })
    const { contentType, body } = await exposition(type === openMetricsType ? type : classicType)
    return c.body(body, 200, { 'content-type': contentType })
  })
  if (options.servesOwnOpenApi ?? true) {
    let openApi: ReturnType<typeof openApiOf> | undefined
    app.get('/openapi.json', async (c) => {
      openApi ??= openApiOf(app, options)
      return c.json(await openApi)
    })
  }

  app.use('/*', traceAndMeasure(options.trustedForwarders, log))
  return app
}
