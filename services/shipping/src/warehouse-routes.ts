import { carrier, token } from '@stoa/contracts'
import {
  AppError,
  authenticated,
  describe,
  jsonBody,
  type ServiceEnv,
  validate,
} from '@stoa/service'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Deps } from './deps.ts'
import { leftParcels, readyParcels } from './store/parcel-lists.ts'
import { handOverParcels } from './use-cases/hand-over.ts'
import { leftParcelsAnswer, manifestAnswer, readyParcelsAnswer } from './view.ts'

const maxParcels = 500
/** Clocks of scanners may be a little ahead of ours. */
const aheadMs = 5 * 60_000

const limit = z.coerce.number().int().min(1).max(maxParcels).default(100)
const readyQuery = z.strictObject({ carrier: carrier.optional(), limit })
const leftQuery = z.strictObject({ limit })
const manifestBody = z.strictObject({
  carrier,
  trackingNumbers: z
    .array(token(40))
    .min(1)
    .max(maxParcels)
    .refine((numbers) => new Set(numbers).size === numbers.length, {
      error: 'must not have a number twice',
    }),
  at: z.iso.datetime().optional(),
})

/** When the parcels were handed over: never later than now. Throws `invalid` for a time that is still to come. */
export function timeOfManifest(at: string | undefined, now: Date): Date {
  if (at === undefined) return now
  const handedOver = new Date(at)
  if (handedOver.getTime() > now.getTime() + aheadMs)
    throw new AppError('invalid', `at must not be in the future; it is ${now.toISOString()}`)
  return handedOver < now ? handedOver : now
}

export const warehouseRoutes = (deps: Deps) =>
  new Hono<ServiceEnv>()
    .get(
      '/ready',
      describe({
        summary: 'List the parcels that wait to be handed over',
        description: 'Parcels with a label, those that wait longest first.',
        answer: readyParcelsAnswer,
      }),
      authenticated('warehouse', 'operator'),
      validate('query', readyQuery),
      async (c) => {
        const { carrier: only = null, limit: most } = c.req.valid('query')
        const parcels = await readyParcels(deps.db, { carrier: only, limit: most })
        return c.json({
          parcels: parcels.map((one) => ({ ...one, bookedAt: one.bookedAt.toISOString() })),
        })
      },
    )
    .get(
      '/left-cancelled',
      describe({
        summary: 'List the cancelled parcels that left all the same',
        description:
          'Newest first: a manifest or a scan showed that the carrier has them, though their order was cancelled before.',
        answer: leftParcelsAnswer,
      }),
      authenticated('warehouse', 'order-manager', 'operator'),
      validate('query', leftQuery),
      async (c) => {
        const parcels = await leftParcels(deps.db, c.req.valid('query').limit)
        return c.json({
          parcels: parcels.map((one) => ({ ...one, leftAt: one.leftAt.toISOString() })),
        })
      },
    )
    .post(
      '/manifests',
      describe({
        summary: 'Record the parcels that a carrier or a driver has taken over',
        description:
          'The orders of these parcels are shipped, and their money is captured. `at` is now unless it is given. A parcel whose order was cancelled is answered as `cancelled` and listed as left. A repeated manifest has the same answer and no second effect.',
        answer: manifestAnswer,
      }),
      authenticated('warehouse', 'operator'),
      jsonBody(),
      validate('json', manifestBody),
      async (c) => {
        const { at, ...parcels } = c.req.valid('json')
        const manifest = { ...parcels, at: timeOfManifest(at, deps.now()) }
        return c.json({ parcels: await handOverParcels(deps, manifest) })
      },
    )
