import { z } from 'zod'
import { singleLine as line, upperCaseLine } from '../text.ts'
import { countryError, maxLength, maxStreet } from './address.ts'
import { addressFaults } from './address-faults.ts'
import { isCountry } from './countries.ts'
import { phone } from './phone.ts'

const example = {
  name: 'Ada Lovelace',
  street: '12 St James’s Square',
  city: 'London',
  postcode: 'SW1Y 4JH',
  country: 'GB',
}

/** An address in a request, with what its country requires. */
export const addressBody = z
  .strictObject({
    name: line(maxLength),
    company: line(maxLength).optional(),
    street: line(maxStreet),
    street2: line(maxLength).optional(),
    street3: line(maxLength).optional(),
    city: line(maxLength).optional(),
    region: line(maxLength).optional(),
    postcode: upperCaseLine(20).optional(),
    country: z.string().refine(isCountry, { error: countryError }).meta({ pattern: '^[A-Z]{2}$' }),
    phone: phone.optional(),
  })
  .superRefine((value, context) => {
    if (!isCountry(value.country)) return
    for (const { field, message } of addressFaults(value))
      context.addIssue({ code: 'custom', path: [field], message })
  })
  .meta({ examples: [example] })
