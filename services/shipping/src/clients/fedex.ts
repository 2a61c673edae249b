import { type CarrierAddress, carrierAddress } from '@stoa/contracts'
import { z } from 'zod'
import { externalLimits } from '../carrier-limits.ts'
import { shipper } from '../shipper.ts'
import type { CarrierClient, Consignment } from './carrier.ts'
import { chargeOf } from './charge.ts'
import { isoOfFedex } from './fedex-currencies.ts'
import { isRefusal, jsonOf, type Transport } from './transport.ts'

const shipped = z.object({
  output: z.object({
    transactionShipments: z.array(z.object({ masterTrackingNumber: z.string().min(6) })).min(1),
  }),
})
const failed = z.object({ errors: z.array(z.object({ code: z.string().max(180) })).min(1) })
const cancelled = z.object({ output: z.object({ cancelledShipment: z.boolean() }) })
const tracked = z.object({
  output: z.object({
    completeTrackResults: z.array(
      z.object({
        trackingNumber: z.string(),
        trackResults: z.array(
          z.object({ latestStatusDetail: z.object({ code: z.string() }).optional() }),
        ),
      }),
    ),
  }),
})
const rated = z.object({
  output: z.object({
    rateReplyDetails: z
      .array(
        z.object({
          serviceType: z.string(),
          ratedShipmentDetails: z
            .array(z.object({ totalNetCharge: z.number().nonnegative(), currency: z.string() }))
            .min(1),
        }),
      )
      .min(1),
  }),
})

const cancelledCode = 'CA'

export const fedexGrant = (clientId: string, clientSecret: string) => ({
  path: '/oauth/token',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  }).toString(),
})

const postal = ({ streetLines, city, region, postcode, country }: CarrierAddress) => ({
  streetLines,
  city,
  stateOrProvinceCode: region,
  postalCode: postcode,
  countryCode: country,
})
/** Within its own country FedEx takes the sender's phone for the recipient's. */
const contact = ({ name, company, phone = shipper.phone }: CarrierAddress) => ({
  personName: name,
  companyName: company,
  phoneNumber: phone,
})
const from = carrierAddress(shipper, externalLimits.fedex)
const weight = (grams: number) => ({ units: 'KG', value: Math.max(0.1, grams / 1000) })

const requestOf = ({ orderId, to, weightGrams }: Consignment) => ({
  shipper: { contact: contact(from), address: postal(from) },
  recipients: [{ contact: contact(to), address: postal(to) }],
  serviceType: 'FEDEX_INTERNATIONAL_PRIORITY',
  packagingType: 'YOUR_PACKAGING',
  pickupType: 'USE_SCHEDULED_PICKUP',
  shippingChargesPayment: { paymentType: 'SENDER' },
  labelSpecification: { imageType: 'PDF', labelStockType: 'PAPER_4X6' },
  requestedPackageLineItems: [
    {
      weight: weight(weightGrams),
      customerReferences: [{ customerReferenceType: 'CUSTOMER_REFERENCE', value: orderId }],
    },
  ],
})

/** FedEx's REST APIs: Ship, Track, Rate. */
export function fedexClient(transport: Transport, account: string): CarrierClient {
  const accountNumber = { value: account }
  return {
    async book(consignment) {
      const answer = await transport.call('/ship/v1/shipments', {
        method: 'POST',
        headers: { 'x-customer-transaction-id': consignment.orderId },
        body: {
          accountNumber,
          labelResponseOptions: 'URL_ONLY',
          requestedShipment: requestOf(consignment),
        },
      })
      if (!answer) return { is: 'unclear' }
      const body = jsonOf(answer)
      const done = shipped.safeParse(answer.status === 200 ? body : undefined)
      const [shipment] = done.data?.output.transactionShipments ?? []
      if (shipment) return { is: 'booked', trackingNumber: shipment.masterTrackingNumber }
      if (!isRefusal(answer)) return { is: 'unclear' }
      const [error] = failed.safeParse(body).data?.errors ?? []
      return { is: 'rejected', reason: `fedex: ${error?.code ?? answer.status}` }
    },

    async find(orderId) {
      const answer = await transport.call('/track/v1/referencenumbers', {
        method: 'POST',
        body: {
          referencesInformation: {
            type: 'CUSTOMER_REFERENCE',
            value: orderId,
            accountNumber: account,
          },
        },
      })
      if (answer?.status === 404) return { is: 'none' }
      const parsed = tracked.safeParse(answer?.status === 200 ? jsonOf(answer) : undefined)
      if (!parsed.success) return { is: 'unclear' }
      const valid = parsed.data.output.completeTrackResults.find(
        ({ trackResults }) => trackResults[0]?.latestStatusDetail?.code !== cancelledCode,
      )
      return valid ? { is: 'found', trackingNumber: valid.trackingNumber } : { is: 'none' }
    },

    async void(trackingNumber) {
      const answer = await transport.call('/ship/v1/shipments/cancel', {
        method: 'PUT',
        body: { accountNumber, deletionControl: 'DELETE_ALL_PACKAGES', trackingNumber },
      })
      if (!answer) return { is: 'unclear' }
      const done = cancelled.safeParse(answer.status === 200 ? jsonOf(answer) : undefined)
      if (done.success) return { is: done.data.output.cancelledShipment ? 'voided' : 'refused' }
      return { is: isRefusal(answer) ? 'refused' : 'unclear' }
    },

    async rate({ to, weightGrams }) {
      const answer = await transport.call('/rate/v1/rates/quotes', {
        method: 'POST',
        body: {
          accountNumber,
          requestedShipment: {
            shipper: { address: postal(from) },
            recipient: { address: postal(to) },
            pickupType: 'USE_SCHEDULED_PICKUP',
            rateRequestType: ['ACCOUNT'],
            requestedPackageLineItems: [{ weight: weight(weightGrams) }],
          },
        },
      })
      const parsed = rated.safeParse(answer?.status === 200 ? jsonOf(answer) : undefined)
      const [offer] = parsed.data?.output.rateReplyDetails ?? []
      const [price] = offer?.ratedShipmentDetails ?? []
      if (!offer || !price) return undefined
      const charge = chargeOf(String(price.totalNetCharge), isoOfFedex(price.currency))
      return charge && { service: offer.serviceType, ...charge }
    },
  }
}
