import { authenticated, describe, jsonBody, type ServiceEnv, validate } from '@stoa/service'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Deps } from './deps.ts'
import { failingEventSchema, failingEventView } from './failing-event-routes.ts'
import { reasons } from './reconcile.ts'
import { countDifferences, listDifferences } from './store/differences.ts'
import { listFailing, retryFailing } from './store/failing-events.ts'
import { readStatementStates, requestStatements } from './store/statements.ts'
import { listHeldStrays, retryStrays } from './store/stray-captures.ts'

const provider = z.enum(['stripe', 'paypal'])
const at = z.iso.datetime()
const shown = 1_000

const requestBody = z.strictObject({
  /** How long ledger and provider may differ about a movement; absent: the provider's usual time. */
  withinSeconds: z.int().min(0).max(86_400).optional(),
})

const state = z.object({
  providers: z.array(
    z.object({
      provider,
      /** When the comparison began whose differences are shown. */
      comparedAt: at.nullable(),
      /** When a later comparison began that failed, and why. */
      failedAt: at.nullable(),
      error: z.string().nullable(),
    }),
  ),
  explained: z.int(),
  unexplained: z.int(),
  /** At most 1000, those without an explanation first. */
  differences: z.array(
    z.object({
      provider,
      /** The order, the provider's transaction, `payouts`, `fees` or `conversions`. */
      subject: z.string(),
      currency: z.string(),
      reason: z.enum(Object.keys(reasons) as [keyof typeof reasons]),
      explained: z.boolean(),
      ledgerMinor: z.int(),
      providerMinor: z.int(),
    }),
  ),
  /** Events of the providers that could not be recorded: at most 1000, the oldest first. */
  failingEvents: z.array(failingEventSchema),
  /** Captures of orders that another provider took, not given back yet: at most 1000, the oldest first. */
  strays: z.array(
    z.object({
      ...{ provider, paymentRef: z.string(), orderId: z.uuid(), amountMinor: z.int() },
      ...{ currency: z.string(), reason: z.string().nullable(), requests: z.int(), since: at },
      /** Null after the last request: its refund is requested again on request alone. */
      nextAttemptAt: at.nullable(),
    }),
  ),
})

const text = (date: Date | null) => date?.toISOString() ?? null

/** The comparison of the ledger with the providers' own balance transactions. */
export const reconciliationRoutes = (deps: Deps, claimNow: () => void) =>
  new Hono<ServiceEnv>()
    .get(
      '/',
      describe({ summary: 'Read where the ledger differs from the providers', answer: state }),
      authenticated('finance', 'operator'),
      async (c) => {
        const providers = await readStatementStates(deps.db)
        return c.json({
          providers: providers.map(({ comparedAt, failedAt, ...one }) => ({
            ...{ ...one, comparedAt: text(comparedAt), failedAt: text(failedAt) },
          })),
          ...(await countDifferences(deps.db)),
          differences: await listDifferences(deps.db, shown),
          failingEvents: (await listFailing(deps.db, shown)).map(failingEventView),
          strays: (await listHeldStrays(deps.db, shown)).map(
            ({ since, nextAttemptAt, ...one }) => ({
              ...{ ...one, since: since.toISOString(), nextAttemptAt: text(nextAttemptAt) },
            }),
          ),
        })
      },
    )
    .post(
      '/',
      describe({
        summary: 'Compare the ledger with the providers now',
        description:
          'Read the result once each `comparedAt` or `failedAt` is not before `requestedAt`. Events that could not be recorded are tried once more within a minute, and so are the refunds of `strays`.',
        answer: z.object({ requestedAt: at }),
        status: 202,
      }),
      authenticated('finance', 'operator'),
      jsonBody(),
      validate('json', requestBody),
      async (c) => {
        const { withinSeconds = null } = c.req.valid('json')
        await retryFailing(deps.db)
        await retryStrays(deps.db)
        const requestedAt = await requestStatements(deps.db, withinSeconds)
        claimNow()
        return c.json({ requestedAt: requestedAt.toISOString() }, 202)
      },
    )
