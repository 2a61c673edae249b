import {
  AppError,
  authenticated,
  claimsOf,
  describe,
  headerOf,
  idempotencyHeader,
  idempotencyKey,
  idempotencyProblems,
  jsonBody,
  maySee,
  type ServiceEnv,
  validate,
} from '@stoa/service'
import { type Context, Hono } from 'hono'
import {
  cancelAnswer,
  changesAnswer,
  heldOrdersAnswer,
  orderAnswer,
  orderPage,
  placedAnswer,
  refundAnswer,
} from './answers.ts'
import {
  byOrderId,
  cancelBody,
  changesPage,
  holdsQuery,
  page,
  placeBody,
  refundBody,
  resumeBody,
  settleBody,
} from './bodies.ts'
import type { Deps } from './deps.ts'
import { settlementOf } from './settlement.ts'
import { findOrder } from './store/changes.ts'
import { currentCursor, statusChanges } from './store/order-events.ts'
import { ordersOf } from './store/orders.ts'
import { changeOrder } from './use-cases/change.ts'
import { listHeld } from './use-cases/list-held.ts'
import { createPlace } from './use-cases/place.ts'
import { readQuote } from './use-cases/quote.ts'
import type { Answer } from './use-cases/settled.ts'
import { orderView } from './view.ts'

const maxBodyBytes = 256 * 1024

const notYours = 'the order does not exist, or belongs to another customer'

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
      describe({
        summary: 'Place an order',
        description:
          'Either `lines` and `currency`, at the catalog’s prices, or a `quote` that the catalog signed for this customer. No SKU twice. The answer comes once the order is stored; it is confirmed or cancelled within seconds. A retry with the same `Idempotency-Key` gets the first answer again and places no second order. With `expectedTotalMinor` the order is placed at this total or not at all. A quote is used once, or as often as its `maxUses` says; a cancelled order gives its use back.',
        status: 202,
        answer: placedAnswer,
        headers: idempotencyHeader,
        problems: {
          ...idempotencyProblems,
          price_changed:
            '`expectedTotalMinor` is not what the order costs; the answer has `totalMinor` and `currency`, and the `Idempotency-Key` may be used again',
          conflict: 'a request with this `Idempotency-Key` is being worked on; retry after 1 s',
          unavailable: 'no orders are accepted at the moment; retry after 5 s',
        },
      }),
      jsonBody(maxBodyBytes),
      validate('json', placeBody),
      async (c) => {
        deps.admit()
        const body = c.req.valid('json')
        const { sub: customerId } = c.var.claims
        const idempotency = idempotencyKey(headerOf(c, 'idempotency-key'), 'POST /v1/orders', body)
        const { lines = [], currency = '', quote, ...rest } = body
        const what = quote ? await readQuote(deps, quote, customerId) : { lines, currency }
        const { traceparent } = c.var
        return respond(c, await place({ customerId, idempotency, what, ...rest, traceparent }))
      },
    )
    .get(
      '/',
      describe({
        summary: 'List the caller’s orders',
        description: 'Newest first. An answer with a `cursor` may have a next page.',
        answer: orderPage,
      }),
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
      describe({
        summary: 'List changes of status of all orders',
        description:
          'Oldest first, those after the cursor `after`; send `cursor` as the next `after`. Without `after` the answer has no changes and the `cursor` of this moment.',
        answer: changesAnswer,
      }),
      authenticated('operator'),
      validate('query', changesPage),
      async (c) => {
        const { after, limit } = c.req.valid('query')
        if (after === undefined)
          return c.json({ changes: [], cursor: await currentCursor(deps.db) })
        const changes = await statusChanges(deps.db, after, limit)
        return c.json({
          changes: changes.map(({ cursor: _, ...change }) => change),
          cursor: changes.at(-1)?.cursor ?? after,
        })
      },
    )
    .get(
      '/on-hold',
      describe({
        summary: 'List the orders on hold',
        description:
          'Longest first: orders of which a command got no reply for so long that it is not sent again. Correct the cause and have it sent again (`POST /v1/orders/{orderId}/resume`), or, when no reply can come any more, declare what became of a step (`POST /v1/orders/{orderId}/settle`): `steps` has the steps of each order and the outcomes that it can be settled with.',
        answer: heldOrdersAnswer,
      }),
      authenticated('order-manager', 'operator'),
      validate('query', holdsQuery),
      async (c) => c.json({ orders: await listHeld(deps.db, c.req.valid('query').limit) }),
    )
    .get(
      '/:orderId',
      describe({
        summary: 'Read one order',
        description: 'With its history. Its customer and operators see it.',
        answer: orderAnswer,
        problems: { not_found: notYours },
      }),
      validate('param', byOrderId),
      async (c) => {
        const { orderId } = c.req.valid('param')
        const found = await findOrder(deps.db, orderId)
        if (!found) throw new AppError('not_found', `order ${orderId} not found`)
        requireVisible(c, found.order.customerId, orderId)
        return c.json(orderView(found.order, found.history))
      },
    )
    .post(
      '/:orderId/cancel',
      describe({
        summary: 'Cancel an order',
        description:
          'Its customer and operators may, until the parcel is handed over. What was reserved or authorised is released; a repeated request has no effect. A parcel that leaves at the same moment wins: the order goes on, and its `cancelRefused` says why.',
        status: 202,
        answer: cancelAnswer,
        problems: { not_found: notYours, conflict: 'the parcel was handed over already' },
      }),
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
      '/:orderId/resume',
      describe({
        summary: 'Resume an order on hold',
        description:
          'Its commands are sent again. Who resumed it and the `note` are kept in its history. Correct first what kept the order waiting (`stoa dead-letters`).',
        status: 202,
        answer: cancelAnswer,
        problems: { not_found: 'the order does not exist', conflict: 'the order is not on hold' },
      }),
      authenticated('order-manager', 'operator'),
      jsonBody(),
      validate('param', byOrderId),
      validate('json', resumeBody),
      async (c) => {
        const { orderId } = c.req.valid('param')
        const { note } = c.req.valid('json')
        const answer = await changeOrder(deps, {
          orderId,
          command: { type: 'resume', by: c.var.claims.sub, note },
          allow: () => undefined,
          answer: ({ status }) => ({ status: 202, body: JSON.stringify({ orderId, status }) }),
        })
        deps.log.info(
          { orderId, by: c.var.claims.sub, noteLength: note.length },
          'an order on hold was resumed',
        )
        return respond(c, answer)
      },
    )
    .post(
      '/:orderId/settle',
      describe({
        summary: 'Declare what became of a step of an order on hold',
        description:
          'For a step that can get no reply any more: the order goes on as if this were the reply, and the owner of the step books it. `GET /v1/orders/on-hold` lists the steps and outcomes that an order may be settled with. `parcel` as `handed_over` counts once shipping has recorded it: the order is shipped then, or, where the tracking number belongs to another order, on hold again with that reason. A field that does not fit the outcome is refused. Who settled it, the outcome and the `reason` are kept in its history.',
        status: 202,
        answer: cancelAnswer,
        problems: {
          not_found: 'the order does not exist',
          conflict: 'the order is not on hold, or does not wait for this',
        },
      }),
      authenticated('order-manager'),
      jsonBody(),
      validate('param', byOrderId),
      validate('json', settleBody),
      async (c) => {
        const { orderId } = c.req.valid('param')
        const { reason, ...fields } = c.req.valid('json')
        const { sub: by } = c.var.claims
        const settlement = settlementOf(fields)
        const answer = await changeOrder(deps, {
          orderId,
          command: { type: 'settle', settlement, by, reason },
          allow: () => undefined,
          answer: ({ status }) => ({ status: 202, body: JSON.stringify({ orderId, status }) }),
        })
        deps.log.warn(
          { orderId, by, settlement, reasonLength: reason.length },
          'a step of an order was settled by hand',
        )
        return respond(c, answer)
      },
    )
    .post(
      '/:orderId/refunds',
      describe({
        summary: 'Refund a shipped order, in whole or in part',
        description:
          'A retry with the same `Idempotency-Key` gets the first answer again and refunds nothing more.',
        status: 202,
        answer: refundAnswer,
        headers: idempotencyHeader,
        problems: {
          ...idempotencyProblems,
          not_found: 'the order does not exist',
          conflict: 'the order is not shipped, or less than this amount is left to refund',
        },
      }),
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
