import {
  AppError,
  authenticated,
  claimsOf,
  headerOf,
  idempotencyKey,
  jsonBody,
  maySee,
  type ServiceEnv,
  validate,
} from '@stoa/service'
import { type Context, Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import {
  byOrderId,
  cancelBody,
  changesPage,
  page,
  placeBody,
  placedAnswer,
  refundBody,
} from './bodies.ts'
import type { Deps } from './deps.ts'
import { findOrder } from './store/changes.ts'
import { lastPosition, statusChanges } from './store/order-events.ts'
import { ordersOf } from './store/orders.ts'
import { changeOrder } from './use-cases/change.ts'
import { type Answer, createPlace } from './use-cases/place.ts'
import { readQuote } from './use-cases/quote.ts'
import { orderView } from './view.ts'

const maxBodyBytes = 256 * 1024

const described = (summary: string, status = 200, schema?: Parameters<typeof resolver>[0]) =>
  describeRoute({
    summary,
    responses: {
      [status]: {
        description: summary,
        ...(schema && { content: { 'application/json': { schema: resolver(schema) } } }),
      },
      default: { description: 'A problem (RFC 9457)', content: { 'application/problem+json': {} } },
    },
  })

const respond = (c: Context<ServiceEnv>, { status, body }: Answer) =>
  c.body(body, status as 202, { 'content-type': 'application/json' })

/** Answers 404 for another customer's order, as for one that does not exist. */
function requireVisible(c: Context<ServiceEnv>, customerId: string, orderId: string): void {
  if (!maySee(c.var.claims, customerId))
    throw new AppError('not_found', `order ${orderId} not found`)
}

export function orderRoutes(deps: Deps) {
  const place = createPlace(deps)
  return new Hono<ServiceEnv>()
    .use('/*', authenticated())
    .post(
      '/',
      described('Place an order', 202, placedAnswer),
      jsonBody(maxBodyBytes),
      validate('json', placeBody),
      async (c) => {
        deps.admit()
        const body = c.req.valid('json')
        const { sub: customerId } = c.var.claims
        const idempotency = idempotencyKey(headerOf(c, 'idempotency-key'), 'POST /v1/orders', body)
        const { lines = [], currency = '', quote, payment, delivery } = body
        const what = quote ? await readQuote(deps, quote, customerId) : { lines, currency }
        const { traceparent } = c.var
        return respond(
          c,
          await place({ customerId, idempotency, what, payment, delivery, traceparent }),
        )
      },
    )
    .get(
      '/',
      described("The caller's orders, newest first"),
      validate('query', page),
      async (c) => {
        const { cursor, limit } = c.req.valid('query')
        const orders = await ordersOf(deps.db, c.var.claims.sub, { before: cursor, limit })
        return c.json({
          orders,
          cursor: orders.length === limit ? orders.at(-1)?.orderId : undefined,
        })
      },
    )
    .get(
      '/changes',
      described('Changes of status of all orders, oldest first'),
      authenticated('operator'),
      validate('query', changesPage),
      async (c) => {
        const { after, limit } = c.req.valid('query')
        if (after === undefined) return c.json({ changes: [], cursor: await lastPosition(deps.db) })
        const changes = await statusChanges(deps.db, after, limit)
        return c.json({ changes, cursor: changes.at(-1)?.position ?? after })
      },
    )
    .get('/:orderId', described('One order'), validate('param', byOrderId), async (c) => {
      const { orderId } = c.req.valid('param')
      const found = await findOrder(deps.db, orderId)
      if (!found) throw new AppError('not_found', `order ${orderId} not found`)
      requireVisible(c, found.order.customerId, orderId)
      return c.json(orderView(found.order, found.history))
    })
    .post(
      '/:orderId/cancel',
      described('Cancel an order whose parcel is not booked yet', 202),
      jsonBody(),
      validate('param', byOrderId),
      validate('json', cancelBody),
      async (c) => {
        const { orderId } = c.req.valid('param')
        const { reason = 'cancelled by the customer' } = c.req.valid('json')
        const answer = await changeOrder(deps, {
          orderId,
          command: { type: 'cancel', reason },
          allow: (order) => requireVisible(c, order.customerId, orderId),
          answer: ({ status }) => ({ status: 202, body: JSON.stringify({ orderId, status }) }),
        })
        return respond(c, answer)
      },
    )
    .post(
      '/:orderId/refunds',
      described('Refund a shipped order, in whole or in part', 202),
      authenticated('sales', 'operator'),
      jsonBody(),
      validate('param', byOrderId),
      validate('json', refundBody),
      async (c) => {
        const { orderId } = c.req.valid('param')
        const body = c.req.valid('json')
        const operation = `POST /v1/orders/${orderId}/refunds`
        const key = idempotencyKey(headerOf(c, 'idempotency-key'), operation, body)
        const refundId = deps.newId()
        const answer = await changeOrder(deps, {
          orderId,
          command: { type: 'refund', refundId, ...body },
          allow: () => undefined,
          answer: () => ({ status: 202, body: JSON.stringify({ refundId, orderId, ...body }) }),
          idempotency: { ...key, caller: claimsOf(c)?.sub ?? '' },
        })
        return respond(c, answer)
      },
    )
}
