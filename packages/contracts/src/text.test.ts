import { describe, expect, it } from 'vitest'
import { addressBody } from './address/index.ts'
import { customerId, paymentMethod, paymentMethodBody } from './shared.ts'
import { day, messageText, moment, singleLine, token } from './text.ts'

const fault = (text: unknown, max = 5): string | undefined =>
  singleLine(max).safeParse(text).error?.issues[0]?.message

describe('a line of text in a request', () => {
  it.each([
    ['NUL', 'x\0', 'must not contain control characters'],
    ['a tab', 'a\tb', 'must not contain control characters'],
    ['a C1 control', 'a\u009bb', 'must not contain control characters'],
    ['a line feed', 'a\nb', 'must be a single line'],
    ['a paragraph separator', 'a\u2029b', 'must be a single line'],
    ['half of a surrogate pair', 'a\ud83d', 'must be well-formed Unicode'],
    ['an override of the direction', 'a\u202eb', 'must not contain characters that change'],
    ['an isolate', 'a\u2066b', 'must not contain characters that change'],
    ['nothing', '', 'must not be blank'],
    ['spaces', ' \u00a0\u3000', 'must not be blank'],
    ['invisible characters', '\u200b\u3164\u2800', 'must not be blank'],
    ['more characters than allowed', 'abcdef', 'must have at most 5 characters'],
  ])('is refused with %s', (_, text, message) => expect(fault(text)).toContain(message))

  it.each(['O’Brien', 'דָּוִד', '👩‍👩‍👧', '李小龍', 'x'])('is accepted: %s', (text) =>
    expect(fault(text, 20)).toBeUndefined(),
  )

  it('is counted in characters, not in UTF-16 units', () => {
    expect(fault('😀😀😀😀😀')).toBeUndefined()
    expect(fault('😀😀😀😀😀😀')).toContain('at most 5')
  })

  it('is trimmed and normalised', () => {
    expect(singleLine(6).parse('  Ame\u0301lie\u00a0')).toBe('Am\u00e9lie')
  })
})

describe('text in a message', () => {
  it.each(['two\nlines', ' spaces ', 'e\u0301', '\u202ea'])(
    'of the release before stays readable: %j',
    (text) => expect(messageText(20).parse(text)).toBe(text),
  )

  it.each(['', 'a\0', '\ud83d', 'x'.repeat(21)])(
    'is refused when it cannot be stored: %j',
    (text) => expect(messageText(20).safeParse(text).success).toBe(false),
  )
})

it.each(['', 'a b', 'a\0', 'é', 'x'.repeat(6)])('a token is refused: %j', (text) =>
  expect(token(5).safeParse(text).success).toBe(false),
)

it.each([
  'auth0|5f7c',
  'google-oauth2|1',
  'ada@example.com',
  '"; drop table--',
  'a/b c',
  'x'.repeat(255),
])('the subject of an identity provider is a customer id: %s', (subject) =>
  expect(customerId.parse(subject)).toBe(subject),
)

it('a request may not have fields that a message may gain', () => {
  const method = { type: 'card', token: 'pm_card_visa', cvc: '123' }
  expect(paymentMethod.safeParse(method).success).toBe(true)
  expect(paymentMethodBody.safeParse(method).error?.issues[0]).toMatchObject({ keys: ['cvc'] })
  const address = {
    name: 'Ada',
    street: '1',
    city: 'B',
    postcode: 'N1',
    country: 'GB',
    town: '',
  }
  expect(addressBody.safeParse(address).error?.issues[0]).toMatchObject({ keys: ['town'] })
})

it.each([
  ['2026-06-01', '2026-06-01T00:00:00Z', true],
  ['1900-01-01', '1900-01-01T00:00:00.000Z', true],
  ['1899-12-31', '1899-12-31T23:59:59Z', false],
  ['0000-02-29', '0000-01-01T00:00:00.012Z', false],
])('days and moments are those that a database can hold: %s', (date, time, accepted) => {
  expect([day.safeParse(date).success, moment().safeParse(time).success]).toEqual([
    accepted,
    accepted,
  ])
})
