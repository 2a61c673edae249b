import { orderId } from '@stoa/contracts'
import { authenticated, type ServiceEnv, validate } from '@stoa/service'
import { Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
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
    describeRoute({
      summary: 'An order with its payment and parcel',
      responses: {
        200: {
          description: 'Done',
          content: { 'application/json': { schema: resolver(overview) } },
        },
      },
    }),
    authenticated(),
    validate('param', z.object({ orderId })),
    async (c) => {
      const claims = c.req.header('x-stoa-claims') ?? ''
      return c.json(await showOverview(deps, c.req.valid('param').orderId, claims))
    },
  )
