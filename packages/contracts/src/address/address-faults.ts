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

function missing(address: Address): AddressFault[] {
  const { required, postcode, regions, regionType } = countryRules(address.country)
  const place = countryName(address.country)
  const expected = {
    region: regions.length > 0 ? `${regionType}: ${listed(regions)}` : regionType,
    postcode: postcode?.example ? `postcode, for example ${postcode.example}` : 'postcode',
    city: 'city',
    street: 'street',
  }
  return required
    .filter((field) => address[field] === undefined)
    .map((field) => ({ field, message: `is required in ${place}: the ${expected[field]}` }))
}

/** What an address lacks, or has wrong, by the rules of its country. */
export function addressFaults(address: Address): AddressFault[] {
  const { country, postcode, region } = address
  const rules = countryRules(country)
  const place = countryName(country)
  const faults = missing(address)
  if (postcode !== undefined && rules.postcode && !rules.postcode.pattern.test(postcode))
    faults.push({
      field: 'postcode',
      message: `must be a postcode of ${place}, for example ${rules.postcode.example}`,
    })
  const isListed = rules.required.includes('region') && rules.regions.length > 0
  if (region !== undefined && isListed && !findRegion(country, region))
    faults.push({
      field: 'region',
      message: `must be a ${rules.regionType} of ${place}: ${listed(rules.regions)}`,
    })
  return faults
}
