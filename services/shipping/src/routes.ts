import { address, orderId } from '@stoa/contracts'
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
import { findParcel, scansOf } from './store.ts'
import { compareRates } from './use-cases/rates.ts'
import { scan } from './use-cases/track.ts'
import { viewParcel } from './view.ts'

const byOrder = z.object({ orderId })
const rateBody = z.strictObject({ address, weightGrams: z.int().min(1).max(1_000_000) })
const scanBody = z.strictObject({ status: z.enum(scanStatuses), at: z.iso.datetime().optional() })

async function parcelFor(deps: Deps, who: Claims, wanted: string): Promise<Parcel> {
  const parcel = await findParcel(deps.db, wanted)
  if (!parcel?.customerId || !maySee(who, parcel.customerId))
    throw new AppError('not_found', `there is no parcel for order ${wanted}`)
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
        const parcel = await parcelFor(deps, c.var.claims, c.req.valid('param').orderId)
        return c.json(viewParcel(parcel, await scansOf(deps.db, parcel.orderId)))
      },
    )
    .get(
      '/:orderId/label.pdf',
      describeRoute({ summary: 'Its label, 4 by 6 inches, drawn now' }),
      authenticated(),
      validate('param', byOrder),
      async (c) => {
        const parcel = await parcelFor(deps, c.var.claims, c.req.valid('param').orderId)
        const pdf = await drawLabel(labelOf(parcel))
        return c.body(pdf, 200, {
          'content-type': 'application/pdf',
          'content-disposition': `inline; filename="${parcel.trackingNumber}.pdf"`,
        })
      },
    )
    .post(
      '/:orderId/scans',
      describeRoute({ summary: 'A scan by our own driver' }),
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
    describeRoute({ summary: 'What each carrier asks for a weight to an address' }),
    authenticated(),
    jsonBody(),
    validate('json', rateBody),
    async (c) => {
      const { address: to, weightGrams } = c.req.valid('json')
      return c.json({ rates: await compareRates(deps, to, weightGrams) })
    },
  )
