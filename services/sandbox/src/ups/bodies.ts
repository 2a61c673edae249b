import { z } from 'zod'
import { text } from '../carriers/text.ts'

const postcodes: Readonly<Record<string, RegExp>> = {
  US: /^\d{5}(\d{4})?$/,
  PR: /^\d{5}(\d{4})?$/,
  CA: /^[A-Z]\d[A-Z]\d[A-Z]\d$/,
}
const withState = new Set(['US', 'CA', 'VN', 'IE'])
const address = z
  .object({
    AddressLine: z.array(text(35)).max(3).optional(),
    City: text(30).optional(),
    StateProvinceCode: text(5).optional(),
    PostalCode: text(9).optional(),
    CountryCode: z.string().length(2),
  })
  .refine(({ CountryCode, PostalCode = '' }) => postcodes[CountryCode]?.test(PostalCode) ?? true, {
    path: ['PostalCode'],
    error: 'must be a postcode of the country, without spaces',
  })
  .refine(
    ({ CountryCode, StateProvinceCode }) =>
      !withState.has(CountryCode) || StateProvinceCode !== undefined,
    { path: ['StateProvinceCode'], error: 'is required: the state, province or county' },
  )
const party = z.object({
  Name: text(35),
  AttentionName: text(35).optional(),
  Phone: z.object({ Number: z.string().regex(/^\d{1,15}$/) }).optional(),
  Address: address,
})
const shipper = party.extend({ ShipperNumber: z.string().min(1) })
const parcel = z.object({
  PackageWeight: z.object({
    UnitOfMeasurement: z.object({ Code: z.enum(['KGS', 'LBS']) }),
    Weight: z.string().regex(/^\d{1,4}(\.\d{1,3})?$/),
  }),
})

export const rateBody = z.object({
  RateRequest: z.object({
    Shipment: z.object({ Shipper: shipper, ShipTo: party, Package: z.array(parcel).min(1) }),
  }),
})

export const shipBody = z.object({
  ShipmentRequest: z.object({
    Shipment: z.object({
      Shipper: shipper,
      ShipTo: party,
      Service: z.object({ Code: z.string().length(2) }),
      ReferenceNumber: z.array(z.object({ Value: z.string().max(40) })).optional(),
      Package: z.array(parcel).min(1),
    }),
  }),
})
