import { expect, test } from 'vitest'
import { parseStringRule, requestPrincipal } from './strings.ts'
import { envoyTemplate, isTemplate, templateError } from './template.ts'

test.each([
  ['*', { kind: 'present' }],
  ['*abc', { kind: 'suffix', text: 'abc' }],
  ['abc*', { kind: 'prefix', text: 'abc' }],
  ['abc', { kind: 'exact', text: 'abc' }],
  ['a*c', { kind: 'exact', text: 'a*c' }],
  ['*a*', { kind: 'suffix', text: 'a*' }],
])('%s matches as in Istio', (value, rule) => {
  expect(parseStringRule(value)).toEqual(rule)
})

test.each([
  ['/a/{*}', true],
  ['/a/{**}/b', true],
  ['/{*}/{**}', true],
  ['/{**}/{*}', false],
  ['/{**}/{**}', false],
  ['/a{*}', false],
  ['/{*}b', false],
  ['/a/*/{*}', false],
  ['/a/{x}/{*}', false],
  ['a/{*}', false],
])('template %s: valid is %s', (path, sound) => {
  expect(isTemplate(path)).toBe(true)
  expect(templateError(path) === undefined).toBe(sound)
})

test('only whole operators make a template', () => {
  expect(isTemplate('/a/*')).toBe(false)
  expect(isTemplate('/a/{id}')).toBe(false)
})

test("operators are translated to Envoy's syntax", () => {
  expect(envoyTemplate('/a/{*}/b/{**}')).toBe('/a/*/b/**')
})

const any = { kind: 'present' } as const
const is = (text: string) => ({ kind: 'exact', text }) as const

test.each([
  ['https://a.test/s', is('https://a.test'), is('s')],
  ['a/*', is('a'), any],
  ['a/b*', is('a'), { kind: 'prefix', text: 'b' }],
  ['*', any, any],
  ['*@a.test', any, { kind: 'suffix', text: '@a.test' }],
  ['*.test/s', { kind: 'suffix', text: '.test' }, is('s')],
  ['*/*', any, is('*')],
  ['a*', { kind: 'prefix', text: 'a' }, any],
  ['a*/s', is('a*'), is('s')],
  ['a', is('a'), is('')],
])(
  'request principal %s is split at its last slash and has one wildcard',
  (value, issuer, subject) => {
    expect(requestPrincipal(value)).toEqual({ issuer, subject })
  },
)
