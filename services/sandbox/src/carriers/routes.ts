import { token } from '@stoa/contracts'
import { AppError, describe, jsonBody, type ServiceEnv, validate } from '@stoa/service'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { moves } from './parcels.ts'

const byTrackingNumber = z.strictObject({ trackingNumber: token(40) })
const move = z.strictObject({ status: z.enum(moves) })

/** Moves a parcel, as a driver's scan would. */
export const parcelRoutes = ({ simulator }: Pick<Deps, 'simulator'>) =>
  new Hono<ServiceEnv>().post(
    '/:trackingNumber/scans',
    describe({
      summary: 'Scan a parcel; its carrier sends a webhook',
      answer: z.looseObject({ trackingNumber: z.string() }),
      problems: { not_found: 'there is no such parcel that can be scanned' },
    }),
    validate('param', byTrackingNumber),
    jsonBody(),
    validate('json', move),
    async (c) => {
      const { trackingNumber } = c.req.valid('param')
      const parcel = await simulator.move(trackingNumber, c.req.valid('json').status)
      if (!parcel)
        throw new AppError('not_found', `there is no parcel ${trackingNumber} that can be scanned`)
      return c.json(parcel)
    },
  )
