import { z } from 'zod'

const address = z.object({
  AddressLine: z.array(z.string().min(1)).max(3).optional(),
  City: z.string().default(''),
  PostalCode: z.string().default(''),
  CountryCode: z.string().length(2),
})
const party = z.object({ Name: z.string().min(1), Address: address })
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
