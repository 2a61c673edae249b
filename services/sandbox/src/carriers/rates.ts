const zones: Readonly<Record<string, number>> = {
  GB: 1,
  IE: 2,
  FR: 2,
  DE: 2,
  NL: 2,
  BE: 2,
  ES: 3,
  IT: 3,
  PT: 3,
}
const farthest = 5

interface Tariff {
  readonly baseMinor: number
  readonly perKgMinor: number
}

/** What a carrier asks, in pence, for a weight to a country; each started kilogram counts. */
export const priceMinor = (tariff: Tariff, country: string, weightGrams: number): number =>
  (zones[country] ?? farthest) *
  (tariff.baseMinor + tariff.perKgMinor * Math.ceil(weightGrams / 1000))

/** No carrier delivers there: what a hard refusal is made for. */
export const isUndeliverable = (address: { city: string; postalCode: string }): boolean =>
  /^(0+|invalid)$/i.test(address.postalCode.replaceAll(/[\s-]/g, '')) ||
  /^nowhere$/i.test(address.city)
