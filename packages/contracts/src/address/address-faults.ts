import type { Address } from './address.ts'
import { countryName } from './countries.ts'
import { countryRules, findRegion, type Region } from './country-rules.ts'

export interface AddressFault {
  readonly field: keyof Address
  readonly message: string
}

const maxListed = 8

/** Names some of the regions, so that an error shows what is expected. */
function listed(regions: readonly Region[]): string {
  const names = regions
    .slice(0, maxListed)
    .map(({ code, name }) => (code === name ? code : `${code} (${name})`))
  return regions.length > maxListed ? `for example ${names.join(', ')}` : names.join(', ')
}

/** What the field is called in that country. */
function expected(field: keyof Address, country: string): string {
  const { postcode, regions, regionType } = countryRules(country)
  switch (field) {
    case 'region':
      return regions.length > 0 ? `${regionType}: ${listed(regions)}` : regionType
    case 'postcode':
      return postcode?.example ? `postcode, for example ${postcode.example}` : 'postcode'
    default:
      return field
  }
}

const missing = (address: Address): AddressFault[] =>
  countryRules(address.country)
    .required.filter((field) => address[field] === undefined)
    .map((field) => ({
      field,
      message: `is required in ${countryName(address.country)}: the ${expected(field, address.country)}`,
    }))

/** What an address lacks, or has wrong, by the rules of its country. */
export function addressFaults(address: Address): AddressFault[] {
  const { country, postcode, region } = address
  const rules = countryRules(country)
  const faults = missing(address)
  if (postcode !== undefined && rules.postcode && !rules.postcode.pattern.test(postcode))
    faults.push({
      field: 'postcode',
      message: `must be a postcode of ${countryName(country)}, for example ${rules.postcode.example}`,
    })
  const isListed = rules.required.includes('region') && rules.regions.length > 0
  if (region !== undefined && isListed && !findRegion(country, region))
    faults.push({
      field: 'region',
      message: `must be a ${rules.regionType} of ${countryName(country)}: ${listed(rules.regions)}`,
    })
  return faults
}
