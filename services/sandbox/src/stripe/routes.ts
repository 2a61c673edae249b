import { createHash } from 'node:crypto'
import { bodyText, headerOf, type ServiceEnv } from '@stoa/service'
import { type Context, Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import type { Deps } from '../deps.ts'
import type { FaultRule, Operation } from '../faults/faults.ts'
import { type Outcome, perform, type Reply } from '../faults/perform.ts'
import { createStripeApi } from './api.ts'
import { errorReply, stripeErrors } from './errors.ts'
import { type Form, parseForm } from './form.ts'
import { newId } from './view.ts'

type Ctx = Context<ServiceEnv>
type Work = (form: Form, fault: FaultRule | undefined, id: string) => Outcome | Promise<Outcome>

const send = (c: Ctx, reply: Reply, key?: string) =>
  c.body(reply.body, reply.status as 200, {
    'content-type': 'application/json',
    'request-id': newId('req'),
    ...(key && { 'idempotency-key': key }),
    ...(reply.replayed && { 'idempotent-replayed': 'true' }),
  })

const describe = (summary: string) =>
  describeRoute({
    summary: `Stripe: ${summary}`,
    description: 'Request and answer are those of Stripe’s API, as far as Stoa uses it.',
  })

/** Stripe's REST API as its SDK calls it: form-encoded requests, JSON responses and its error shapes. */
export function stripeRoutes(deps: Deps): Hono<ServiceEnv> {
  const { env } = deps
  const authorised = `Bearer ${env.STRIPE_API_KEY}`
  const api = createStripeApi({ ...deps, webhookSecret: env.STRIPE_WEBHOOK_SECRET })

  const run = (operation: Operation, work: Work) => async (c: Ctx) => {
    if (headerOf(c, 'authorization') !== authorised)
      return send(
        c,
        errorReply(401, { type: 'invalid_request_error', message: 'Invalid API Key provided.' }),
      )
    const post = c.req.method === 'POST'
    const text = post ? await bodyText(c) : new URL(c.req.url).search
    const key = post ? headerOf(c, 'idempotency-key') : undefined
    const call = {
      target: 'stripe',
      operation,
      errors: stripeErrors,
      callerGone: () => c.req.raw.signal,
      ...(key && {
        key: `stripe:${key}`,
        fingerprint: createHash('sha1').update(`${c.req.path}\n${text}`).digest('base64'),
      }),
    } as const
    const reply = await perform(deps, call, (fault) =>
      work(parseForm(text), fault, c.req.param('id') ?? ''),
    )
    return send(c, reply, key)
  }

  return new Hono<ServiceEnv>()
    .post(
      '/v1/payment_intents',
      describe('create a PaymentIntent'),
      run('authorise', (form, fault) => api.create(form, fault)),
    )
    .get(
      '/v1/payment_intents/search',
      describe('find PaymentIntents by metadata'),
      run('read', (form) => api.search(form)),
    )
    .get(
      '/v1/payment_intents/:id',
      describe('retrieve a PaymentIntent'),
      run('read', (form, _, id) => api.retrieve(id, form)),
    )
    .post(
      '/v1/payment_intents/:id/confirm',
      describe('charge the card'),
      run('authorise', (form, fault, id) => api.confirm(id, form, fault)),
    )
    .post(
      '/v1/payment_intents/:id/capture',
      describe('take what was authorised'),
      run('capture', (form, _, id) => api.capture(id, form)),
    )
    .post(
      '/v1/payment_intents/:id/cancel',
      describe('let the authorisation go'),
      run('void', (form, _, id) => api.cancel(id, form)),
    )
    .post(
      '/v1/refunds',
      describe('give money back'),
      run('refund', (form) => api.refund(form)),
    )
    .get(
      '/v1/events',
      describe('events about money that a request did not settle'),
      run('read', (form) => api.listEvents(form)),
    )
    .get(
      '/v1/events/:id',
      describe('retrieve an event about money that a request did not settle'),
      run('read', (_, __, id) => api.retrieveEvent(id)),
    )
    .get(
      '/v1/balance_transactions',
      describe('movements of the balance'),
      run('read', (form) => api.listBalance(form)),
    )
    .get(
      '/v1/refunds',
      describe('refunds of a PaymentIntent'),
      run('read', (form) => api.listRefunds(form)),
    )
    .get(
      '/v1/refunds/:id',
      describe('retrieve a refund'),
      run('read', (_, __, id) => api.retrieveRefund(id)),
    )
}
