import { uuid } from '@stoa/contracts'
import { authenticated, describe, type ServiceEnv, validate } from '@stoa/service'
import { Hono } from 'hono'
import { z } from 'zod'
import { order } from './clients/orders.ts'
import { payment } from './clients/payments.ts'
import { parcel } from './clients/shipping.ts'
import type { Deps } from './deps.ts'
import { parts } from './overview.ts'
import { showOverview } from './use-cases/show-overview.ts'

const overview = z.object({
  order,
  payment: payment.nullable(),
  parcel: parcel.nullable(),
  /** Parts that are null because their service was unavailable. */
  unavailable: z.array(z.enum(parts)),
})

export const overviewRoutes = (deps: Deps) =>
  new Hono<ServiceEnv>().get(
    '/:orderId/overview',
    describe({
      summary: 'Read an order with its payment and parcel',
      description:
        'The three parts are as `orders`, `payments` and `shipping` answer them. A part that does not exist yet is null; so is one whose service does not answer, which `unavailable` then lists.',
      answer: overview,
      problems: {
        not_found: 'the order does not exist, or belongs to another customer',
        unavailable: 'the order cannot be read at the moment',
      },
    }),
    authenticated(),
    validate('param', z.strictObject({ orderId: uuid })),
    async (c) => {
      const claims = c.req.header('x-stoa-claims') ?? ''
      return c.json(await showOverview(deps, c.req.valid('param').orderId, claims))
    },
  )
