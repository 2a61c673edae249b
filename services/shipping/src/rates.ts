import type { Carrier } from '@stoa/contracts'
import type { Rate } from './clients/carrier.ts'

/** Zone of each country by distance from the warehouse; any other country is in the last zone. */
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

/** Rate up to a weight, in pence by zone. */
const bands = [
  { upToGrams: 500, minor: [320, 640, 790, 1_290] },
  { upToGrams: 2_000, minor: [420, 890, 1_090, 1_990] },
  { upToGrams: 10_000, minor: [690, 1_490, 1_890, 3_990] },
  { upToGrams: 30_000, minor: [1_190, 2_490, 3_290, 7_490] },
] as const
const heaviest = bands[bands.length - 1] as (typeof bands)[number]

/** Estimate of a carrier's rate in percent of the own fleet's, for when the carrier does not answer. */
const estimatePercent = { 'own-fleet': 100, fedex: 180, ups: 165 } as const

/** The own fleet's rate by zone and weight; a weight above the last band is sent as several parcels. */
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
  return { ...own, amountMinor: Math.ceil((own.amountMinor * estimatePercent[carrier]) / 100) }
}
