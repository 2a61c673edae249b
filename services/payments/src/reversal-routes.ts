import { maxReasonLength, singleLine } from '@stoa/contracts'
import { authenticated, describe, jsonBody, type ServiceEnv, validate } from '@stoa/service'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Deps } from './deps.ts'
import { listReversals } from './store/reversals.ts'
import { writeOffReversal } from './use-cases/write-off-reversal.ts'
import { reversalSchema, reversalView } from './view.ts'

const query = z.strictObject({
  status: z.enum(['due', 'disputed', 'written_off']).default('due'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
})
const writeOffBody = z.strictObject({
  provider: z.enum(['stripe', 'paypal']),
  reversalId: singleLine(255),
  /** Why nobody will pay it. */
  reason: singleLine(maxReasonLength),
})

/** Captured money that a provider took back, and what finance made of it. */
export const reversalRoutes = (deps: Deps) =>
  new Hono<ServiceEnv>()
    .get(
      '/',
      describe({
        summary: 'List captured money that a provider took back, the oldest first',
        description:
          '`due`: the customer owes it. `disputed`: it is the money of a dispute, and booked as that. `written_off`: with `POST /v1/reversals/write-off`.',
        answer: z.object({ reversals: z.array(reversalSchema) }),
      }),
      authenticated('finance', 'operator'),
      validate('query', query),
      async (c) => {
        const { status, limit } = c.req.valid('query')
        const reversals = await listReversals(deps.db, status, limit)
        return c.json({ reversals: reversals.map(reversalView) })
      },
    )
    .post(
      '/write-off',
      describe({
        summary: 'Write off money that a provider took back',
        description:
          'It is due no longer, and booked as a loss. Who wrote it off, and why, is kept; repeated, it changes nothing.',
        answer: reversalSchema,
        problems: {
          not_found: 'the provider took back nothing under this id',
          conflict: 'it is the money of a dispute: the dispute decides about it',
        },
      }),
      authenticated('finance', 'operator'),
      jsonBody(),
      validate('json', writeOffBody),
      async (c) => {
        const { sub: by } = c.var.claims
        const reversal = await writeOffReversal(deps, { ...c.req.valid('json'), by })
        const { orderId, provider, reversalId } = reversal
        deps.log.info({ orderId, provider, ref: reversalId, by }, 'a reversal was written off')
        return c.json(reversalView(reversal))
      },
    )
