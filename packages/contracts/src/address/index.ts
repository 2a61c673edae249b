export { type Address, address } from './address.ts'
export { addressBody } from './address-body.ts'
export { countries } from './countries.ts'
export { countryRules } from './country-rules.ts'
