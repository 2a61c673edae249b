import type { ServiceEnv } from '@stoa/service'
import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { z } from 'zod'
import { carrierCalls, json } from '../carriers/call.ts'
import { upsNumber } from '../carriers/numbers.ts'
import type { Parcel } from '../carriers/parcels.ts'
import { isUndeliverable, priceMinor } from '../carriers/rates.ts'
import type { Deps } from '../deps.ts'
import { basicOf, createAccess } from '../tokens/access.ts'
import { rateBody, shipBody } from './bodies.ts'
import { upsErrors, viewRates, viewShipment, viewTracking, viewVoid } from './view.ts'

const tariff = { baseMinor: 640, perKgMinor: 135 }
const nothing = z.unknown()
const describe = (summary: string) =>
  describeRoute({
    summary: `UPS: ${summary}`,
    description: 'Request and answer are those of UPS’s API, as far as Stoa uses it.',
  })

type Packages = z.infer<typeof rateBody>['RateRequest']['Shipment']['Package']

const gramsOf = (packages: Packages) =>
  packages.reduce(
    (sum, { PackageWeight: { UnitOfMeasurement, Weight } }) =>
      sum + Number(Weight) * (UnitOfMeasurement.Code === 'KGS' ? 1000 : 453.6),
    0,
  )

/** UPS's REST API: tokens, rates, shipments, tracking. */
export function upsRoutes(deps: Deps): Hono<ServiceEnv> {
  const { env, now, simulator, store } = deps
  const access = createAccess({ id: env.UPS_CLIENT_ID, secret: env.UPS_CLIENT_SECRET }, now, 14_399)
  const call = carrierCalls(deps, 'ups', access, upsErrors)

  return new Hono<ServiceEnv>()
    .post('/security/v1/oauth/token', describe('an access token'), (c) => {
      if (deps.faults.hit('ups', 'down', 'read')) return c.body(upsErrors.down().body, 503)
      const token = access.issue(...basicOf(c.req.header('authorization')))
      if (!token) return c.body(upsErrors.unauthorised().body, 401)
      const expires = String(access.ttlSeconds)
      return c.json({
        access_token: token,
        token_type: 'Bearer',
        expires_in: expires,
        issued_at: String(now().getTime()),
        status: 'approved',
      })
    })
    .post(
      '/api/rating/v2403/Rate',
      describe('a rate'),
      call('rate', rateBody, ({ RateRequest: { Shipment } }) => {
        const { CountryCode } = Shipment.ShipTo.Address
        const price = priceMinor(tariff, CountryCode, gramsOf(Shipment.Package))
        return { reply: json(200, viewRates(price)) }
      }),
    )
    .post(
      '/api/shipments/v2403/ship',
      describe('ship a parcel'),
      call('ship', shipBody, async ({ ShipmentRequest: { Shipment } }, _, fault) => {
        const { City, PostalCode, CountryCode } = Shipment.ShipTo.Address
        if (fault || isUndeliverable({ city: City, postalCode: PostalCode }))
          return { reply: upsErrors.refused(), saveAnswer: false }
        const service = Shipment.Service.Code
        const parcel: Parcel = {
          trackingNumber: upsNumber(await store.nextSerial(), service),
          carrier: 'ups',
          reference: Shipment.ReferenceNumber?.[0]?.Value ?? '',
          service,
          status: 'booked',
          scans: [],
        }
        const price = priceMinor(tariff, CountryCode, gramsOf(Shipment.Package))
        return { reply: json(200, viewShipment(parcel, price)), rows: simulator.add(parcel) }
      }),
    )
    .delete(
      '/api/shipments/v2403/void/cancel/:id',
      describe('take a shipment back'),
      call('void', nothing, async (_, c) => {
        const rows = await simulator.voidParcel(c.req.param('id') ?? '')
        if (rows) return { reply: json(200, viewVoid()), rows }
        const message = 'The shipment cannot be voided.'
        return { reply: upsErrors.failure(400, '190102', message), saveAnswer: false }
      }),
    )
    .get(
      '/api/track/v1/details/:number',
      describe('where a parcel is'),
      call('read', nothing, async (_, c) => {
        const number = c.req.param('number') ?? ''
        const parcel = await simulator.load(number)
        if (parcel) return { reply: json(200, viewTracking(number, [parcel])) }
        return { reply: upsErrors.failure(404, 'TW0001', 'Tracking Information Not Found') }
      }),
    )
    .get(
      '/api/track/v1/reference/details/:number',
      describe("a parcel by the customer's reference"),
      call('read', nothing, async (_, c) => {
        const number = c.req.param('number') ?? ''
        const found = (await simulator.findByReference(number)).filter(
          ({ carrier }) => carrier === 'ups',
        )
        if (found.length > 0) return { reply: json(200, viewTracking(number, found)) }
        return { reply: upsErrors.failure(404, 'TW0001', 'Tracking Information Not Found') }
      }),
    )
}
