import { z } from 'zod'
import { text } from '../carriers/text.ts'

const account = z.object({ value: z.string().min(1) })
const postal = z.object({
  streetLines: z.array(text(35)).min(1).max(3).optional(),
  city: text(35).optional(),
  stateOrProvinceCode: text(2).optional(),
  postalCode: text(10).optional(),
  countryCode: z.string().length(2),
})
const contact = z.object({
  personName: text(70),
  companyName: text(35).optional(),
  phoneNumber: z.string().regex(/^\d{10,15}$/),
})
/** US and Canadian numbers have ten digits, which 1 may precede. */
const recipient = z
  .object({ contact, address: postal })
  .refine(
    ({ contact: { phoneNumber }, address: { countryCode } }) =>
      !['US', 'CA'].includes(countryCode) || /^1?\d{10}$/.test(phoneNumber),
    { path: ['contact', 'phoneNumber'], error: 'must have 10 digits' },
  )
const weight = z.object({ units: z.enum(['KG', 'LB']), value: z.number().positive().max(1_000) })

export const rateBody = z.object({
  accountNumber: account,
  requestedShipment: z.object({
    shipper: z.object({ address: postal }),
    recipient: z.object({ address: postal }),
    pickupType: z.string().min(1),
    requestedPackageLineItems: z.array(z.object({ weight })).min(1),
  }),
})

export const shipBody = z.object({
  accountNumber: account,
  labelResponseOptions: z.enum(['LABEL', 'URL_ONLY']),
  requestedShipment: z.object({
    shipper: z.object({ contact, address: postal }),
    recipients: z.array(recipient).min(1),
    serviceType: z.string().min(1),
    packagingType: z.string().min(1),
    pickupType: z.string().min(1),
    shippingChargesPayment: z.object({ paymentType: z.string() }),
    requestedPackageLineItems: z
      .array(
        z.object({
          weight,
          customerReferences: z
            .array(z.object({ customerReferenceType: z.string(), value: z.string().max(60) }))
            .optional(),
        }),
      )
      .min(1),
  }),
})

export const cancelBody = z.object({ accountNumber: account, trackingNumber: z.string().min(1) })

export const trackBody = z.object({
  trackingInfo: z
    .array(z.object({ trackingNumberInfo: z.object({ trackingNumber: z.string().min(1) }) }))
    .min(1)
    .max(30),
})

export const referenceBody = z.object({
  referencesInformation: z.object({ type: z.string(), value: z.string().min(1) }),
})
