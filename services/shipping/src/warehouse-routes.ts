import {
  carrier,
  distinct,
  maxReasonLength,
  moment,
  singleLine,
  token,
  uuid,
} from '@stoa/contracts'
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
import { leftOutcomes } from './parcel.ts'
import { abandonedLabels } from './store/abandoned-labels.ts'
import { leftParcels, readyParcels } from './store/parcel-lists.ts'
import { handOverParcels } from './use-cases/hand-over.ts'
import { settleLeft } from './use-cases/settle-left.ts'
import {
  abandonedLabelsAnswer,
  leftParcelsAnswer,
  manifestAnswer,
  readyParcelsAnswer,
  settledLeftAnswer,
} from './view.ts'

const maxParcels = 500
/** Clocks of scanners may be a little ahead of ours. */
const aheadMs = 5 * 60_000

const limit = z.coerce.number().int().min(1).max(maxParcels).default(100)
const readyQuery = z.strictObject({ carrier: carrier.optional(), limit })
const listQuery = z.strictObject({ limit })
const settleLeftBody = z.strictObject({
  outcome: z.enum(leftOutcomes),
  /** How you know it. */
  reason: singleLine(maxReasonLength),
})
const manifestBody = z.strictObject({
  carrier,
  trackingNumbers: z
    .array(token(40))
    .min(1)
    .max(maxParcels)
    .superRefine(distinct((number) => number, 'must not have a number twice')),
  at: moment().optional(),
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
        description:
          'Parcels with a label, those that wait longest first. One whose authorisation has ended must not leave, and is not among them.',
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
          'Newest first: a manifest or a scan showed that the carrier has them, though their order was cancelled before. A parcel leaves this list once `POST /v1/parcels/{orderId}/settle-left` says what became of it.',
        answer: leftParcelsAnswer,
      }),
      authenticated('warehouse', 'order-manager', 'operator'),
      validate('query', listQuery),
      async (c) => {
        const parcels = await leftParcels(deps.db, c.req.valid('query').limit)
        return c.json({
          parcels: parcels.map((one) => ({ ...one, leftAt: one.leftAt.toISOString() })),
        })
      },
    )
    .get(
      '/abandoned-labels',
      describe({
        summary: 'List the labels that their parcels did not leave under',
        description:
          'Newest first: an order manager declared that the parcel left under another number, with `POST /v1/orders/{orderId}/settle`. The label is voided at its carrier. Look for the parcel at the carrier when the label is scanned all the same, or when the carrier does not void it. One that is `contradicted` was declared as the number of a parcel, and the carrier gave it to another order since: ask the warehouse how the parcel left.',
        answer: abandonedLabelsAnswer,
      }),
      authenticated('warehouse', 'order-manager', 'operator'),
      validate('query', listQuery),
      async (c) => {
        const labels = await abandonedLabels(deps.db, c.req.valid('query').limit)
        return c.json({
          labels: labels.map((one) => ({ ...one, abandonedAt: one.abandonedAt.toISOString() })),
        })
      },
    )
    .post(
      '/:orderId/settle-left',
      describe({
        summary: 'Say what became of a cancelled parcel that left',
        description:
          '`returned`: it is in the warehouse again, and its goods are counted back; `lost`: it stays written off; `paid`: its customer paid for it outside of the order, and the goods stay written off. Repeated with the same outcome it changes nothing.',
        answer: settledLeftAnswer,
        problems: {
          not_found: 'no cancelled parcel of this order has left',
          conflict: 'another outcome is recorded',
        },
      }),
      authenticated('warehouse', 'order-manager', 'operator'),
      jsonBody(),
      validate('param', z.strictObject({ orderId: uuid })),
      validate('json', settleLeftBody),
      async (c) => {
        const { orderId } = c.req.valid('param')
        const { outcome, reason } = c.req.valid('json')
        const { sub: settledBy } = c.var.claims
        await settleLeft(deps, { orderId, outcome, reason, settledBy, settledAt: deps.now() })
        const what = { orderId, outcome, by: settledBy, reasonLength: reason.length }
        deps.log.info(what, 'a cancelled parcel that left was settled')
        return c.json({ orderId, outcome })
      },
    )
    .post(
      '/manifests',
      describe({
        summary: 'Record the parcels that a carrier or a driver has taken over',
        description:
          'The orders of these parcels are shipped, and their money is captured. `at` is now unless it is given. A parcel whose order was cancelled is answered as `cancelled` and listed as left. One whose authorisation has ended is answered as `money_not_held` and not handed over, whatever `at` says: keep it until its order is cancelled, or a later manifest takes it. A repeated manifest has the same answer and no second effect.',
        answer: manifestAnswer,
      }),
      authenticated('warehouse', 'operator'),
      jsonBody(),
      validate('json', manifestBody),
      async (c) => {
        const { at, ...parcels } = c.req.valid('json')
        const manifest = { ...parcels, at: timeOfManifest(at, deps.now()) }
        const lines = await handOverParcels(deps, manifest)
        return c.json({
          parcels: lines.map(({ heldUntil, ...line }) => ({
            ...line,
            ...(heldUntil && { heldUntil: heldUntil.toISOString() }),
          })),
        })
      },
    )
