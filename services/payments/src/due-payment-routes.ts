import { authenticated, describe, type ServiceEnv, validate } from '@stoa/service'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Deps } from './deps.ts'
import { listDueCaptures } from './store/due-captures.ts'
import { duePaymentSchema, duePaymentView } from './view.ts'

const query = z.strictObject({
  /** The `cursor` of the page before. */
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
})
const page = z.object({
  payments: z.array(duePaymentSchema),
  /** Present when there may be a next page. */
  cursor: z.int().optional(),
})

/** The payments of parcels that were handed over, as far as the money has not come. */
export const duePaymentRoutes = (deps: Deps) =>
  new Hono<ServiceEnv>().get(
    '/due',
    describe({
      summary: 'List the payments that are due, the longest due first',
      description:
        'Captures that their provider has refused, or not settled, and whose orders were not cancelled. `reason` is the provider’s last answer. A payment leaves this list once it is captured, its order is cancelled, or its capture is settled as declined. Money that a provider took back after it was captured is in `GET /v1/reversals`. An answer with a `cursor` may have a next page: send it as `after`.',
      answer: page,
    }),
    authenticated('finance', 'operator'),
    validate('query', query),
    async (c) => {
      const { after, limit } = c.req.valid('query')
      const due = await listDueCaptures(deps.db, after, limit)
      return c.json({
        payments: due.map(duePaymentView),
        ...(due.length === limit && { cursor: due.at(-1)?.dueId }),
      })
    },
  )
