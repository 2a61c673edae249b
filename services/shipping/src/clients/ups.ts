import { type CarrierAddress, carrierAddress } from '@stoa/contracts'
import { z } from 'zod'
import { externalLimits } from '../carrier-limits.ts'
import { shipper } from '../shipper.ts'
import type { CarrierClient, Consignment } from './carrier.ts'
import { chargeOf } from './charge.ts'
import { isRefusal, jsonOf, type Transport } from './transport.ts'

const shipped = z.object({
  ShipmentResponse: z.object({
    ShipmentResults: z.object({ ShipmentIdentificationNumber: z.string().min(6) }),
  }),
})
const failed = z.object({
  response: z.object({
    errors: z.array(z.object({ code: z.string().max(40), message: z.string() })).min(1),
  }),
})
const voided = z.object({
  VoidShipmentResponse: z.object({
    SummaryResult: z.object({ Status: z.object({ Code: z.string() }) }),
  }),
})
const tracked = z.object({
  trackResponse: z.object({
    shipment: z.array(
      z.object({
        package: z
          .array(
            z.object({
              trackingNumber: z.string(),
              currentStatus: z.object({ code: z.string() }).optional(),
            }),
          )
          .optional(),
      }),
    ),
  }),
})
const rated = z.object({
  RateResponse: z.object({
    RatedShipment: z
      .array(
        z.object({
          Service: z.object({ Code: z.string() }),
          TotalCharges: z.object({
            CurrencyCode: z.string(),
            MonetaryValue: z.string(),
          }),
        }),
      )
      .min(1),
  }),
})

const voidedCode = 'VP'
const success = '1'
const standard = '11'

export const upsGrant = (clientId: string, clientSecret: string, account: string) => ({
  path: '/security/v1/oauth/token',
  headers: {
    'content-type': 'application/x-www-form-urlencoded',
    authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
    'x-merchant-id': account,
  },
  body: 'grant_type=client_credentials',
})

/** `Name` is the company's; a person without one stands there too. */
const party = ({ name, company, phone, ...to }: CarrierAddress) => ({
  Name: company ?? name,
  AttentionName: name,
  Phone: phone === undefined ? undefined : { Number: phone },
  Address: {
    AddressLine: to.streetLines,
    City: to.city,
    StateProvinceCode: to.region,
    PostalCode: to.postcode,
    CountryCode: to.country,
  },
})
const from = carrierAddress(shipper, externalLimits.ups)
const packageOf = (grams: number) => ({
  Packaging: { Code: '02' },
  PackageWeight: {
    UnitOfMeasurement: { Code: 'KGS' },
    Weight: Math.max(0.1, grams / 1000).toFixed(1),
  },
})

/** UPS's REST APIs: Shipping, Tracking, Rating. */
export function upsClient(transport: Transport, account: string): CarrierClient {
  const Shipper = { ...party(from), ShipperNumber: account }
  const identified = (orderId: string) => ({ transId: orderId, transactionSrc: 'stoa' })

  const shipmentOf = ({ orderId, to, weightGrams }: Consignment) => ({
    Shipper,
    ShipTo: party(to),
    Service: { Code: standard },
    ReferenceNumber: [{ Value: orderId }],
    PaymentInformation: {
      ShipmentCharge: [{ Type: '01', BillShipper: { AccountNumber: account } }],
    },
    Package: [packageOf(weightGrams)],
  })

  return {
    async book(consignment) {
      const answer = await transport.call('/api/shipments/v2403/ship', {
        method: 'POST',
        headers: identified(consignment.orderId),
        body: {
          ShipmentRequest: {
            Request: { TransactionReference: { CustomerContext: consignment.orderId } },
            Shipment: shipmentOf(consignment),
            LabelSpecification: {
              LabelImageFormat: { Code: 'PDF' },
              LabelStockSize: { Height: '6', Width: '4' },
            },
          },
        },
      })
      if (!answer) return { is: 'unclear' }
      const body = jsonOf(answer)
      const done = shipped.safeParse(answer.status === 200 ? body : undefined).data
      if (done) {
        const { ShipmentIdentificationNumber } = done.ShipmentResponse.ShipmentResults
        return { is: 'booked', trackingNumber: ShipmentIdentificationNumber }
      }
      if (!isRefusal(answer)) return { is: 'unclear' }
      const [error] = failed.safeParse(body).data?.response.errors ?? []
      return { is: 'rejected', reason: `ups: ${error?.code ?? answer.status}` }
    },

    async find(orderId) {
      const answer = await transport.call(`/api/track/v1/reference/details/${orderId}`, {
        headers: identified(orderId),
      })
      if (answer?.status === 404) return { is: 'none' }
      const parsed = tracked.safeParse(answer?.status === 200 ? jsonOf(answer) : undefined)
      if (!parsed.success) return { is: 'unclear' }
      const valid = parsed.data.trackResponse.shipment
        .flatMap((shipment) => shipment.package ?? [])
        .find(({ currentStatus }) => currentStatus?.code !== voidedCode)
      return valid ? { is: 'found', trackingNumber: valid.trackingNumber } : { is: 'none' }
    },

    async void(trackingNumber) {
      const answer = await transport.call(
        `/api/shipments/v2403/void/cancel/${encodeURIComponent(trackingNumber)}`,
        { method: 'DELETE', headers: identified(trackingNumber) },
      )
      if (!answer) return { is: 'unclear' }
      const done = voided.safeParse(answer.status === 200 ? jsonOf(answer) : undefined).data
      const code = done?.VoidShipmentResponse.SummaryResult.Status.Code
      if (code !== undefined) return { is: code === success ? 'voided' : 'refused' }
      return { is: isRefusal(answer) ? 'refused' : 'unclear' }
    },

    async rate({ to, weightGrams }) {
      const answer = await transport.call('/api/rating/v2403/Rate', {
        method: 'POST',
        body: {
          RateRequest: {
            Request: {},
            Shipment: {
              Shipper,
              ShipTo: party(to),
              Service: { Code: standard },
              Package: [packageOf(weightGrams)],
            },
          },
        },
      })
      const parsed = rated.safeParse(answer?.status === 200 ? jsonOf(answer) : undefined)
      const [offer] = parsed.data?.RateResponse.RatedShipment ?? []
      if (!offer) return undefined
      const { CurrencyCode, MonetaryValue } = offer.TotalCharges
      const charge = chargeOf(MonetaryValue, CurrencyCode)
      return charge && { service: offer.Service.Code, ...charge }
    },
  }
}
