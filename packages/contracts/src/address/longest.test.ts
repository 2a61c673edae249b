import { expect, it } from 'vitest'
import { address } from './address.ts'
import { addressBody } from './address-body.ts'

const base = { name: 'Ada', street: '1 Way', city: 'London', postcode: 'N1 9GU', country: 'GB' }
const texts = ['name', 'company', 'street', 'street2', 'street3', 'city', 'region']

/** The longest text of these that a request may have in the field. */
function longest(field: string, textOf: (length: number) => string): object {
  for (let length = 300; length > 0; length -= 1) {
    const { data } = addressBody.safeParse({ ...base, [field]: textOf(length) })
    if (data) return data
  }
  throw new Error(`no text of ${field} is accepted`)
}

it.each([
  ...texts.map((field) => [field, (length: number) => 'x'.repeat(length)] as const),
  ['phone', (length: number) => '1'.repeat(length)] as const,
  ['phone', (length: number) => `+${'1'.repeat(length - 1)}`] as const,
])('the longest %s of a request fits into a message', (field, textOf) => {
  expect(address.safeParse(longest(field, textOf)).error).toBeUndefined()
})

it('a message takes the longest phone that an earlier release accepted', () => {
  expect(address.safeParse({ ...base, phone: `+${'1'.repeat(30)}` }).error).toBeUndefined()
})
