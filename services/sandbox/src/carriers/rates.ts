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

/** A carrier's rate in pence for a weight to a country; a kilogram that is begun counts. */
export const priceMinor = (tariff: Tariff, country: string, weightGrams: number): number =>
  (zones[country] ?? farthest) *
  (tariff.baseMinor + tariff.perKgMinor * Math.ceil(weightGrams / 1000))

/** Addresses to which no carrier delivers: they are refused for good. */
export const isUndeliverable = (address: {
  readonly city?: string | undefined
  readonly postalCode?: string | undefined
}): boolean =>
  /^(0+|invalid)$/i.test((address.postalCode ?? '').replaceAll(/[\s-]/g, '')) ||
  /^nowhere$/i.test(address.city ?? '')
