import {
  type Address,
  type Carrier,
  type CarrierLimits,
  carrierFaults,
  customsFault,
  sizeFaults,
  weightFault,
} from '@stoa/contracts'
import { AppError, type BadField } from '@stoa/service'
import type { Price, Priced } from './price.ts'

interface Goods extends Pick<Priced, 'lines' | 'weightGrams' | 'totalMinor' | 'currency'> {
  /** Where the request has its lines. */
  readonly linesField: '/lines' | '/quote/lines'
}

/** Each piece has to fit by itself: in how many parcels they are packed is not known yet. */
const sizeErrors = (
  { lines, linesField }: Goods,
  prices: ReadonlyMap<string, Price>,
  limits: CarrierLimits,
): BadField[] =>
  lines.flatMap(({ sku }, index) => {
    const dimensions = prices.get(sku)?.dimensions
    if (!dimensions) return []
    return sizeFaults(dimensions, limits).map(({ measure, message }) => ({
      field: `${linesField}/${index}/sku`,
      message: `the ${measure} of ${sku} ${message}`,
    }))
  })

function customsErrors(
  { totalMinor, currency, linesField }: Goods,
  country: string,
  limits: CarrierLimits,
): BadField[] {
  const fault = customsFault(country, { amountMinor: totalMinor, currency }, limits)
  const field = linesField === '/lines' ? '/currency' : '/quote/currency'
  return fault ? [{ field, message: fault }] : []
}

/** Throws 422 with each field that the carrier cannot take. Until shipping has announced a carrier, nothing is known of it. */
export function checkDeliverable(
  { carrier, address }: { readonly carrier: Carrier; readonly address: Address },
  goods: Goods,
  prices: ReadonlyMap<string, Price>,
  limits: ReadonlyMap<Carrier, CarrierLimits>,
): void {
  const known = limits.get(carrier)
  if (!known) return
  const tooHeavy = weightFault(goods.weightGrams, known)
  const errors = [
    ...carrierFaults(address, known).map(({ field, message }) => ({
      field: `/delivery/address/${field}`,
      message,
    })),
    ...sizeErrors(goods, prices, known),
    ...customsErrors(goods, address.country, known),
    ...(tooHeavy
      ? [{ field: '/delivery/carrier', message: `the parcel ${tooHeavy.message}` }]
      : []),
  ]
  if (errors.length > 0)
    throw new AppError(
      'invalid',
      `${carrier} cannot deliver this; correct the fields listed in errors or choose another carrier`,
      {
        errors,
      },
    )
}
