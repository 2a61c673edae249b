import { maxReasonLength, singleLine } from '@stoa/contracts'
import { authenticated, describe, jsonBody, type ServiceEnv, validate } from '@stoa/service'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Deps } from './deps.ts'
import type { ListedFailing } from './store/failing-events.ts'
import { discardEvent } from './use-cases/discard-event.ts'

const at = z.iso.datetime()
const provider = z.enum(['stripe', 'paypal'])

export const failingEventSchema = z.object({
  ...{ provider, eventId: z.string(), type: z.string().nullable(), reason: z.string() },
  ...{ attempts: z.int(), since: at },
  /** Null after the last attempt: it is tried again on request alone. */
  nextAttemptAt: at.nullable(),
})

export const failingEventView = ({
  since,
  nextAttemptAt,
  ...one
}: ListedFailing): z.infer<typeof failingEventSchema> => ({
  ...{ ...one, since: since.toISOString(), nextAttemptAt: nextAttemptAt?.toISOString() ?? null },
})

const discardBody = z.strictObject({
  provider,
  eventId: singleLine(100),
  /** Why it need not be recorded. */
  reason: singleLine(maxReasonLength),
})

/** What staff make of events that could not be recorded; `GET /v1/reconciliations` lists them. */
export const failingEventRoutes = (deps: Deps) =>
  new Hono<ServiceEnv>().post(
    '/discard',
    describe({
      summary: 'End an event of a provider that cannot be recorded',
      description:
        'For one that staff have booked by hand, or that is about nothing of ours. It leaves the list and is not tried again; an event that the provider is asked to send once more is recorded all the same. Who ended it, and why, is kept; repeated, it changes nothing.',
      answer: failingEventSchema.extend({ discardedAt: at }),
      problems: { not_found: 'no failing event of the provider has this id' },
    }),
    authenticated('finance', 'operator'),
    jsonBody(),
    validate('json', discardBody),
    async (c) => {
      const { sub: by } = c.var.claims
      const { discardedAt, ...event } = await discardEvent(deps, { ...c.req.valid('json'), by })
      const { provider, eventId, type } = event
      deps.log.info({ provider, eventId, type, by }, 'a failing event was discarded')
      return c.json({ ...failingEventView(event), discardedAt: discardedAt.toISOString() })
    },
  )
