import type { Carrier } from '@stoa/contracts'
import type { Rate } from './clients/carrier.ts'

/** How far a country is from our warehouse; any other is in the last zone. */
const zones: Readonly<Record<string, number>> = {
  GB: 0,
  IE: 1,
  FR: 1,
  BE: 1,
  NL: 1,
  LU: 1,
  DE: 1,
  ES: 2,
  PT: 2,
  IT: 2,
  AT: 2,
  DK: 2,
  SE: 2,
  NO: 2,
  CH: 2,
  PL: 2,
}
const lastZone = 3

/** Up to so many grams, in pence by zone. */
const bands = [
  { upToGrams: 500, minor: [320, 640, 790, 1_290] },
  { upToGrams: 2_000, minor: [420, 890, 1_090, 1_990] },
  { upToGrams: 10_000, minor: [690, 1_490, 1_890, 3_990] },
  { upToGrams: 30_000, minor: [1_190, 2_490, 3_290, 7_490] },
] as const
const heaviest = bands[bands.length - 1] as (typeof bands)[number]

/** Share of our own price, in percent, that stands in for a carrier's while it does not answer. */
const stand = { 'own-fleet': 100, fedex: 180, ups: 165 } as const

/** Own fleet's price by zone and weight; what is heavier than the last band goes as several parcels. */
export function fleetRate(country: string, weightGrams: number): Rate {
  const zone = zones[country] ?? lastZone
  const whole = Math.floor(weightGrams / heaviest.upToGrams)
  const rest = weightGrams - whole * heaviest.upToGrams
  const band = rest > 0 ? bands.find(({ upToGrams }) => rest <= upToGrams) : undefined
  const amountMinor = whole * (heaviest.minor[zone] ?? 0) + (band?.minor[zone] ?? 0)
  return { service: 'STANDARD', amountMinor, currency: 'GBP' }
}

export const estimatedRate = (carrier: Carrier, country: string, weightGrams: number): Rate => {
  const own = fleetRate(country, weightGrams)
  return { ...own, amountMinor: Math.ceil((own.amountMinor * stand[carrier]) / 100) }
}
