import { addressBody as address, dimensionsBody, moment, uuid } from '@stoa/contracts'
import {
  AppError,
  authenticated,
  type Claims,
  describe,
  jsonBody,
  maySee,
  type ServiceEnv,
  validate,
} from '@stoa/service'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Deps } from './deps.ts'
import { labelOf } from './label/label.ts'
import { type Parcel, scanStatuses } from './parcel.ts'
import { findParcel } from './store/parcels.ts'
import { scansOf } from './store/scans.ts'
import { compareRates } from './use-cases/rates.ts'
import { scan } from './use-cases/track.ts'
import { parcelAnswer, ratesAnswer, viewParcel } from './view.ts'

const noParcel = 'the order has no parcel, or belongs to another customer'
const byOrder = z.strictObject({ orderId: uuid })
const rateBody = z.strictObject({
  address,
  weightGrams: z.int().min(1).max(1_000_000),
  dimensions: dimensionsBody.optional(),
})
const scanBody = z.strictObject({ status: z.enum(scanStatuses), at: moment().optional() })

async function findVisibleParcel(deps: Deps, claims: Claims, orderId: string): Promise<Parcel> {
  const parcel = await findParcel(deps.db, orderId)
  if (!parcel?.customerId || !maySee(claims, parcel.customerId))
    throw new AppError('not_found', `there is no parcel for order ${orderId}`)
  return parcel
}

export const parcelRoutes = (deps: Deps) =>
  new Hono<ServiceEnv>()
    .get(
      '/:orderId',
      describe({
        summary: 'Read the parcel of an order',
        description: 'With its scans. Its customer and operators see it.',
        answer: parcelAnswer,
        problems: { not_found: noParcel },
      }),
      authenticated(),
      validate('param', byOrder),
      async (c) => {
        const parcel = await findVisibleParcel(deps, c.var.claims, c.req.valid('param').orderId)
        return c.json(viewParcel(parcel, await scansOf(deps.db, parcel.orderId)))
      },
    )
    .get(
      '/:orderId/label.pdf',
      describe({
        summary: 'Draw the label of a parcel',
        description: 'A page of 4 by 6 inches. The customer and operators see it.',
        answer: 'application/pdf',
        problems: { not_found: noParcel, conflict: 'the parcel is not booked, or was cancelled' },
      }),
      authenticated(),
      validate('param', byOrder),
      async (c) => {
        const parcel = await findVisibleParcel(deps, c.var.claims, c.req.valid('param').orderId)
        const label = labelOf(parcel)
        const { drawLabel } = await import('./label/draw.ts')
        const pdf = await drawLabel(label)
        return c.body(pdf, 200, {
          'content-type': 'application/pdf',
          'content-disposition': `inline; filename="${parcel.trackingNumber}.pdf"`,
        })
      },
    )
    .post(
      '/:orderId/scans',
      describe({
        summary: 'Record a scan by a driver of the own fleet',
        description:
          '`at` is now unless it is given. The status moves forward only: a late or repeated scan changes nothing.',
        answer: parcelAnswer,
        problems: {
          not_found: 'the order has no booked parcel',
          conflict: 'the parcel belongs to another carrier, which reports its own scans',
        },
      }),
      authenticated('operator'),
      validate('param', byOrder),
      jsonBody(),
      validate('json', scanBody),
      async (c) => {
        const { status, at } = c.req.valid('json')
        const scanned = { status, at: at ? new Date(at) : deps.now() }
        const parcel = await scan(deps, c.req.valid('param').orderId, scanned)
        return c.json(viewParcel(parcel, await scansOf(deps.db, parcel.orderId)))
      },
    )

export const rateRoutes = (deps: Deps) =>
  new Hono<ServiceEnv>().post(
    '/',
    describe({
      summary: 'Compare the rates of all carriers that take the parcel',
      description:
        'The rate of a carrier that does not answer in time is estimated. `dimensions` are those of the largest piece.',
      answer: ratesAnswer,
    }),
    authenticated(),
    jsonBody(),
    validate('json', rateBody),
    async (c) => {
      const { address: to, weightGrams, dimensions } = c.req.valid('json')
      return c.json({ rates: await compareRates(deps, to, weightGrams, dimensions) })
    },
  )
