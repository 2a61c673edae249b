import { z } from 'zod'
import { countries } from '../address/countries.ts'
import { defineMessage } from '../message.ts'
import { carrier } from '../shared.ts'

const length = z.int().min(1).max(1_000)
const country = z.string().length(2)

/** What a carrier takes: where it delivers, and what fits into the fields of its labels. Lengths count characters. */
export const carrierLimits = z.object({
  carrier,
  /** Absent: it delivers to every country. */
  countries: z.array(country).optional(),
  streetLines: z.int().min(1).max(10),
  streetLength: length,
  nameLength: length,
  /** 0: its labels have no field for a company beside the name. */
  companyLength: z.int().min(0).max(1_000),
  cityLength: length,
  postcodeLength: length,
  /** The longest code of a region that it takes; 0: it takes none. */
  regionLength: z.int().min(0).max(1_000),
  /** Countries whose postcodes it takes without spaces and hyphens. */
  compactPostcodeIn: z.array(country).optional(),
  /** Countries in which it requires a postcode. */
  postcodeRequiredIn: z.array(country),
  /** Countries in which it requires the code of a region. */
  regionRequiredIn: z.array(country),
  /** Absent: it does not use the recipient's phone. */
  phone: z
    .object({
      minDigits: length,
      maxDigits: length,
      /** Countries in which it needs none. */
      optionalIn: z.array(country),
      /** Countries whose numbers have exactly so many digits, which their calling code may precede. */
      exactIn: z
        .array(z.object({ countries: z.array(country), digits: length, callingCode: z.string() }))
        .optional(),
    })
    .optional(),
  /** Of a parcel; absent: any weight. */
  maxWeightGrams: z.int().min(1).optional(),
  /** Of the longest side of each piece; absent: any length. */
  maxLengthMm: z.int().min(1).optional(),
  /** Of each piece: its longest side and twice the sum of the others; absent: any. */
  maxLengthPlusGirthMm: z.int().min(1).optional(),
  /** The value of the goods that it declares to customs; absent: it declares any. */
  customs: z
    .object({
      /** By ISO 4217; absent: every currency. */
      currencies: z.array(z.string().length(3)).optional(),
      /** Of an amount, without zeros at its end; absent: as many as the currency has. */
      maxDecimals: z.int().min(0).max(4).optional(),
      /** Countries to which nothing is declared. */
      noneIn: z.array(country),
    })
    .optional(),
})
export type CarrierLimits = z.infer<typeof carrierLimits>

/** A carrier's limits, published at each start of shipping. `revision` grows by 1 with each change. */
export const shippingCarrierChanged = defineMessage(
  'shipping.carrier_changed',
  z.object({ ...carrierLimits.shape, revision: z.int().min(1) }),
)

/** Every country but the given ones. */
export const everywhereBut = (...excluded: readonly string[]): string[] =>
  countries.filter((one) => !excluded.includes(one))
