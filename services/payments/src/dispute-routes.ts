import { authenticated, describe, type ServiceEnv, validate } from '@stoa/service'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Deps } from './deps.ts'
import { listDisputes } from './store/disputes.ts'
import { disputeSchema, disputeView } from './view.ts'

const query = z.strictObject({
  status: z.enum(['open', 'won', 'lost']).default('open'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
})

/** What finance has to answer, and what became of it. */
export const disputeRoutes = (deps: Deps) =>
  new Hono<ServiceEnv>().get(
    '/',
    describe({
      summary: 'List disputes of payments, the oldest first',
      answer: z.object({ disputes: z.array(disputeSchema) }),
    }),
    authenticated('finance', 'operator'),
    validate('query', query),
    async (c) => {
      const { status, limit } = c.req.valid('query')
      const disputes = await listDisputes(deps.db, status, limit)
      return c.json({ disputes: disputes.map(disputeView) })
    },
  )
