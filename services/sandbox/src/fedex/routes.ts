import { randomUUID } from 'node:crypto'
import { bodyText, headerOf, type ServiceEnv } from '@stoa/service'
import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { carrierCalls, json } from '../carriers/call.ts'
import { fedexNumber } from '../carriers/numbers.ts'
import type { Parcel } from '../carriers/parcels.ts'
import { isUndeliverable, priceMinor } from '../carriers/rates.ts'
import type { Deps } from '../deps.ts'
import { createAccess } from '../tokens/access.ts'
import { cancelBody, rateBody, referenceBody, shipBody, trackBody } from './bodies.ts'
import { fedexErrors, viewNotFound, viewRates, viewShipment, viewTracking } from './view.ts'

const tariff = { baseMinor: 690, perKgMinor: 120 }
const describe = (summary: string) =>
  describeRoute({
    summary: `FedEx: ${summary}`,
    description: 'Request and answer are those of FedEx’s API, as far as Stoa uses it.',
  })

const tracked = (results: readonly unknown[]) =>
  json(200, { transactionId: randomUUID(), output: { completeTrackResults: results } })

/** FedEx's REST API: tokens, rates, shipments, tracking. */
export function fedexRoutes(deps: Deps): Hono<ServiceEnv> {
  const { env, now, simulator, store } = deps
  const access = createAccess({ id: env.FEDEX_CLIENT_ID, secret: env.FEDEX_CLIENT_SECRET }, now)
  const call = carrierCalls(deps, 'fedex', access, fedexErrors)

  return new Hono<ServiceEnv>()
    .post('/oauth/token', describe('an access token'), async (c) => {
      if (deps.faults.hit('fedex', 'down', 'read')) return c.body(fedexErrors.down().body, 503)
      const form = new URLSearchParams(await bodyText(c))
      const token = access.issue(
        form.get('client_id') ?? undefined,
        form.get('client_secret') ?? undefined,
      )
      if (!token) return c.body(fedexErrors.unauthorised().body, 401)
      const { ttlSeconds } = access
      return c.json({
        access_token: token,
        token_type: 'bearer',
        expires_in: ttlSeconds,
        scope: 'CXS',
      })
    })
    .post(
      '/rate/v1/rates/quotes',
      describe('rates'),
      call('rate', rateBody, ({ requestedShipment: shipment }) => {
        const { countryCode } = shipment.recipient.address
        const grams = shipment.requestedPackageLineItems.reduce(
          (sum, { weight }) => sum + weight.value * (weight.units === 'KG' ? 1000 : 453.6),
          0,
        )
        return { reply: json(200, viewRates(priceMinor(tariff, countryCode, grams))) }
      }),
    )
    .post(
      '/ship/v1/shipments',
      describe('ship a parcel'),
      call('ship', shipBody, async ({ requestedShipment: shipment }, c, fault) => {
        const [recipient] = shipment.recipients
        if (fault || !recipient || isUndeliverable(recipient.address))
          return { reply: fedexErrors.refused(), saveAnswer: false }
        const [item] = shipment.requestedPackageLineItems
        const parcel: Parcel = {
          trackingNumber: fedexNumber(await store.nextSerial()),
          carrier: 'fedex',
          reference: item?.customerReferences?.[0]?.value ?? '',
          service: shipment.serviceType,
          status: 'booked',
          scans: [],
        }
        const reply = json(200, viewShipment(parcel, headerOf(c, 'x-customer-transaction-id')))
        return { reply, rows: simulator.add(parcel) }
      }),
    )
    .put(
      '/ship/v1/shipments/cancel',
      describe('take a shipment back'),
      call('void', cancelBody, async ({ trackingNumber }) => {
        const rows = await simulator.voidParcel(trackingNumber)
        if (!rows)
          return {
            reply: fedexErrors.failure(
              400,
              'SHIPMENT.CANCEL.NOTALLOWED',
              'Unable to cancel shipment.',
            ),
            saveAnswer: false,
          }
        const output = { cancelledShipment: true, cancelledHistory: true }
        return { reply: json(200, { transactionId: randomUUID(), output }), rows }
      }),
    )
    .post(
      '/track/v1/trackingnumbers',
      describe('where parcels are'),
      call('read', trackBody, async ({ trackingInfo }) => {
        const results = await Promise.all(
          trackingInfo.map(async ({ trackingNumberInfo: { trackingNumber } }) => {
            const parcel = await simulator.load(trackingNumber)
            return parcel ? viewTracking(parcel) : viewNotFound(trackingNumber)
          }),
        )
        return { reply: tracked(results) }
      }),
    )
    .post(
      '/track/v1/referencenumbers',
      describe("a parcel by the customer's reference"),
      call('read', referenceBody, async ({ referencesInformation: { value } }) => {
        const found = await simulator.findByReference(value)
        const results = found.filter(({ carrier }) => carrier === 'fedex').map(viewTracking)
        if (results.length > 0) return { reply: tracked(results) }
        const message = 'Reference number cannot be found.'
        return { reply: fedexErrors.failure(404, 'TRACKING.REFERENCENUMBER.NOTFOUND', message) }
      }),
    )
}
