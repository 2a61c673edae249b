import { address, orderId as orderIdSchema } from '@stoa/contracts'
import {
  AppError,
  authenticated,
  type Claims,
  jsonBody,
  maySee,
  type ServiceEnv,
  validate,
} from '@stoa/service'
import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { z } from 'zod'
import type { Deps } from './deps.ts'
import { drawLabel } from './label/draw.ts'
import { labelOf } from './label/label.ts'
import { type Parcel, scanStatuses } from './parcel.ts'
import { findParcel } from './store/parcels.ts'
import { scansOf } from './store/scans.ts'
import { compareRates } from './use-cases/rates.ts'
import { scan } from './use-cases/track.ts'
import { viewParcel } from './view.ts'

const byOrder = z.object({ orderId: orderIdSchema })
const rateBody = z.strictObject({ address, weightGrams: z.int().min(1).max(1_000_000) })
const scanBody = z.strictObject({ status: z.enum(scanStatuses), at: z.iso.datetime().optional() })

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
      describeRoute({ summary: 'The parcel of an order' }),
      authenticated(),
      validate('param', byOrder),
      async (c) => {
        const parcel = await findVisibleParcel(deps, c.var.claims, c.req.valid('param').orderId)
        return c.json(viewParcel(parcel, await scansOf(deps.db, parcel.orderId)))
      },
    )
    .get(
      '/:orderId/label.pdf',
      describeRoute({ summary: 'The label of a parcel as a PDF, 4 by 6 inches' }),
      authenticated(),
      validate('param', byOrder),
      async (c) => {
        const parcel = await findVisibleParcel(deps, c.var.claims, c.req.valid('param').orderId)
        const pdf = await drawLabel(labelOf(parcel))
        return c.body(pdf, 200, {
          'content-type': 'application/pdf',
          'content-disposition': `inline; filename="${parcel.trackingNumber}.pdf"`,
        })
      },
    )
    .post(
      '/:orderId/scans',
      describeRoute({ summary: 'Record a scan by a driver of the own fleet' }),
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
    describeRoute({ summary: 'Compare the rates of all carriers' }),
    authenticated(),
    jsonBody(),
    validate('json', rateBody),
    async (c) => {
      const { address: to, weightGrams } = c.req.valid('json')
      return c.json({ rates: await compareRates(deps, to, weightGrams) })
    },
  )
