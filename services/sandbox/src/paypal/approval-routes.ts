import type { ServiceEnv } from '@stoa/service'
import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import type { Deps } from '../deps.ts'
import { pageAfter } from './approval.ts'
import { missing } from './errors.ts'
import { paypalIncidents } from './incidents.ts'
import type { Order } from './orders.ts'
import { signingOf } from './signing.ts'

/** PayPal's page for the payer of an order, whom it sends back to the shop's pages. */
export function approvalRoutes(deps: Deps) {
  const { store, now, webhooks } = deps
  const orders = store.collection<Order>('paypal_order')
  const incidents = paypalIncidents({ store, now, signing: signingOf(deps) })

  return new Hono<ServiceEnv>().get(
    '/checkoutnow',
    describeRoute({
      summary: 'PayPal: approve an order as its payer',
      description:
        'The page that `payer-action` names, by `token`. It approves the order at once, or not with `decision=cancel`, and sends the payer to the shop’s page (302), or answers 204 where the shop named none.',
    }),
    async (c) => {
      const order = await orders.load(c.req.query('token') ?? '')
      if (!order) {
        const { status, body } = missing()
        return c.body(body, status as 404, { 'content-type': 'application/json' })
      }
      const isApproved = c.req.query('decision') !== 'cancel'
      if (isApproved) {
        const approved = await incidents.approve(order.referenceId)
        await store.write(approved.rows)
        for (const one of approved.webhooks) webhooks.send(one, { delayMs: 0 })
      }
      const page = pageAfter(order, isApproved)
      return page ? c.redirect(page, 302) : c.body(null, 204)
    },
  )
}
