import type { Address } from '../address/address.ts'
import { countryName, isCountry } from '../address/countries.ts'
import { countryRules, findRegion } from '../address/country-rules.ts'
import type { CarrierLimits } from './carrier-limits.ts'
import { charactersIn, splitLines } from './split-lines.ts'

/** An address in the fields of a carrier's label. Nothing of it is left out or cut. */
export interface CarrierAddress {
  readonly name: string
  readonly company: string | undefined
  readonly streetLines: readonly string[]
  readonly city: string
  /** The code of the region. */
  readonly region: string | undefined
  readonly postcode: string | undefined
  readonly country: string
  /** Digits alone. */
  readonly phone: string | undefined
}

const regionOf = ({ country, region }: Address) =>
  region !== undefined && isCountry(country) ? findRegion(country, region) : undefined

const hasRegions = ({ country }: Address) =>
  isCountry(country) && countryRules(country).regions.length > 0

/** The code of the region where the carrier has room for it; numeric codes say nothing unless they are required. */
function regionCode(address: Address, limits: CarrierLimits): string | undefined {
  const code = regionOf(address)?.code ?? (hasRegions(address) ? undefined : address.region)
  if (code === undefined || !fits(code, limits.regionLength)) return undefined
  const required = limits.regionRequiredIn.includes(address.country)
  return required || /^[A-Z]+$/.test(code) ? code : undefined
}

/** A region without a field of its own stands beside the city; a country without cities is a city itself. */
function cityOf(address: Address, code: string | undefined): string {
  const { city, region, country } = address
  const name = code ? undefined : region
  if (city === undefined) return name ?? regionOf(address)?.name ?? countryName(country)
  return name === undefined || name === city ? city : `${city}, ${name}`
}

/** The street over a carrier's lines, after the company if that has no field; undefined when it does not fit. */
export function streetLinesOf(address: Address, limits: CarrierLimits): string[] | undefined {
  const { company, street, street2, street3 } = address
  const texts = [limits.companyLength > 0 ? undefined : company, street, street2, street3]
  return splitLines(
    texts.filter((text) => text !== undefined),
    { lines: limits.streetLines, length: limits.streetLength },
  )
}

/** Throws for a street that does not fit; `carrierFaults` says so before. */
export function carrierAddress(address: Address, limits: CarrierLimits): CarrierAddress {
  const { name, company, country, postcode, phone } = address
  const streetLines = streetLinesOf(address, limits)
  if (!streetLines) throw new Error(`the street does not fit into the lines of ${limits.carrier}`)
  const region = regionCode(address, limits)
  return {
    name,
    company: limits.companyLength > 0 ? company : undefined,
    streetLines,
    city: cityOf(address, region),
    region,
    postcode: limits.compactPostcodeIn?.includes(country)
      ? postcode?.replaceAll(/[\s-]/g, '')
      : postcode,
    country,
    phone: limits.phone && phone?.replaceAll(/\D/g, ''),
  }
}

export const fits = (text: string | undefined, length: number): boolean =>
  text === undefined || charactersIn(text) <= length
