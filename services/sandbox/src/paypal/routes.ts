import { createHash } from 'node:crypto'
import { bodyText, headerOf, type ServiceEnv } from '@stoa/service'
import { type Context, Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import type { FaultRule, Operation } from '../faults/faults.ts'
import { type Outcome, perform, type Reply } from '../faults/perform.ts'
import { basicOf, createAccess } from '../tokens/access.ts'
import { createPaypalApi } from './api.ts'
import { authorizeBody, captureBody, orderBody, reauthorizeBody, refundBody } from './bodies.ts'
import { badRequest, errorReply, paypalErrors } from './errors.ts'
import { signingOf } from './signing.ts'

type Ctx = Context<ServiceEnv>

const send = (c: Ctx, { status, body }: Reply) =>
  status === 204
    ? c.body(null, 204)
    : c.body(body, status as 200, { 'content-type': 'application/json' })

const describe = (summary: string) =>
  describeRoute({
    summary: `PayPal: ${summary}`,
    description: 'Request and answer are those of PayPal’s API, as far as Stoa uses it.',
  })
const nothing = z.unknown()
const ordersPath = '/v2/checkout/orders'
/** PayPal forgets the keys of orders sooner than those of payments. */
const orderKeyHours = 6

function parse<Schema extends z.ZodType>(schema: Schema, text: string) {
  let value: unknown
  try {
    value = text === '' ? {} : JSON.parse(text)
  } catch {
    return schema.safeParse(undefined)
  }
  return schema.safeParse(value)
}

/** PayPal's REST API as its server SDK calls it, with its tokens, request ids and error shapes. */
export function paypalRoutes(deps: Deps): Hono<ServiceEnv> {
  const { env, now, paypalKey } = deps
  const access = createAccess(
    { id: env.PAYPAL_CLIENT_ID, secret: env.PAYPAL_CLIENT_SECRET },
    now,
    32_400,
  )
  const signing = signingOf({ env, paypalKey })
  const api = createPaypalApi({ ...deps, signing })

  const run =
    <Schema extends z.ZodType>(
      operation: Operation,
      schema: Schema,
      work: (id: string, body: z.infer<Schema>, fault?: FaultRule) => Outcome | Promise<Outcome>,
    ) =>
    async (c: Ctx) => {
      if (!access.holds(headerOf(c, 'authorization')))
        return send(
          c,
          errorReply(
            401,
            'AUTHENTICATION_FAILURE',
            'Authentication failed due to invalid authentication credentials or a missing Authorization header.',
          ),
        )
      const text = c.req.method === 'POST' ? await bodyText(c) : ''
      const body = parse(schema, text)
      const key = headerOf(c, 'paypal-request-id')
      const call = {
        target: 'paypal',
        operation,
        errors: paypalErrors,
        callerGone: () => c.req.raw.signal,
        ...(key && {
          key: `paypal:${key}`,
          fingerprint: createHash('sha1').update(`${c.req.path}\n${text}`).digest('base64'),
          ...(c.req.path.startsWith(ordersPath) && { keptHours: orderKeyHours }),
        }),
      } as const
      const reply = await perform(deps, call, (fault) =>
        body.success
          ? work(c.req.param('id') ?? '', body.data, fault)
          : {
              saveAnswer: false,
              reply: badRequest(
                body.error.issues.map(({ path, message }) => ({
                  field: `/${path.join('/')}`,
                  issue: 'INVALID_PARAMETER_SYNTAX',
                  description: message,
                })),
              ),
            },
      )
      const minimal = operation === 'void' && c.req.header('prefer') !== 'return=representation'
      return send(c, minimal && reply.status === 200 ? { status: 204, body: '' } : reply)
    }

  const listEvents = (c: Ctx) =>
    run('read', nothing, () =>
      api.listEvents(c.req.query('start_time') ?? '', c.req.query('end_time')),
    )(c)

  const search = (c: Ctx) =>
    run('read', nothing, () =>
      api.search({
        startDate: c.req.query('start_date') ?? '',
        endDate: c.req.query('end_date') ?? '',
        page: Number(c.req.query('page') ?? 1),
        pageSize: Number(c.req.query('page_size') ?? 100),
      }),
    )(c)

  const authorizations = '/v2/payments/authorizations/:id'
  return new Hono<ServiceEnv>()
    .post('/v1/oauth2/token', describe('an access token'), async (c) => {
      if (deps.faults.hit('paypal', 'down', 'read')) return send(c, paypalErrors.down())
      const token = access.issue(...basicOf(c.req.header('authorization')))
      if (!token)
        return c.json(
          { error: 'invalid_client', error_description: 'Client Authentication failed' },
          401,
        )
      const { ttlSeconds } = access
      return c.json({
        access_token: token,
        token_type: 'Bearer',
        expires_in: ttlSeconds,
        scope: 'https://uri.paypal.com/services/payments',
        app_id: 'APP-SANDBOX',
        nonce: now().toISOString(),
      })
    })
    .get('/v1/notifications/certs/:name', describe('certificate of its webhooks'), (c) =>
      c.req.param('name') === paypalKey.name
        ? c.text(paypalKey.pem, 200, { 'content-type': 'application/x-pem-file' })
        : send(c, errorReply(404, 'RESOURCE_NOT_FOUND', 'No such certificate.')),
    )
    .get(
      '/v1/notifications/webhooks-events',
      describe('events about money that a request did not settle'),
      (c) => listEvents(c),
    )
    .get(
      '/v1/notifications/webhooks-events/:id',
      describe('an event about money that a request did not settle'),
      run('read', nothing, (id) => api.getEvent(id)),
    )
    .get('/v1/reporting/transactions', describe('movements of the balance'), (c) => search(c))
    .post(
      '/v2/checkout/orders',
      describe('create an order'),
      run('read', orderBody, (_, body) => api.create(body)),
    )
    .get(
      '/v2/checkout/orders/:id',
      describe('an order'),
      run('read', nothing, (id) => api.get(id)),
    )
    .post(
      '/v2/checkout/orders/:id/authorize',
      describe('authorise its payment'),
      run('authorise', authorizeBody, (id, body, fault) => api.authorize(id, body, fault)),
    )
    .get(
      authorizations,
      describe('an authorisation'),
      run('read', nothing, (id) => api.getAuthorization(id)),
    )
    .post(
      `${authorizations}/capture`,
      describe('take what was authorised'),
      run('capture', captureBody, (id, body) => api.capture(id, body)),
    )
    .post(
      `${authorizations}/reauthorize`,
      describe('renew the authorisation'),
      run('renew', reauthorizeBody, (id, body) => api.reauthorize(id, body)),
    )
    .post(
      `${authorizations}/void`,
      describe('let the authorisation go'),
      run('void', nothing, (id) => api.void(id)),
    )
    .get(
      '/v2/payments/captures/:id',
      describe('a capture'),
      run('read', nothing, (id) => api.getCapture(id)),
    )
    .post(
      '/v2/payments/captures/:id/refund',
      describe('give money back'),
      run('refund', refundBody, (id, body) => api.refund(id, body)),
    )
    .get(
      '/v2/payments/refunds/:id',
      describe('a refund'),
      run('read', nothing, (id) => api.getRefund(id)),
    )
}
