import { expect, test } from 'vitest'
import { stringRule } from './strings.ts'
import { envoyTemplate, isTemplate, templateFault } from './template.ts'

test.each([
  ['*', { kind: 'present' }],
  ['*abc', { kind: 'suffix', text: 'abc' }],
  ['abc*', { kind: 'prefix', text: 'abc' }],
  ['abc', { kind: 'exact', text: 'abc' }],
  ['a*c', { kind: 'exact', text: 'a*c' }],
  ['*a*', { kind: 'suffix', text: 'a*' }],
])('%s is matched as Istio matches it', (value, rule) => {
  expect(stringRule(value)).toEqual(rule)
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
])('template %s: sound is %s', (path, sound) => {
  expect(isTemplate(path)).toBe(true)
  expect(templateFault(path) === undefined).toBe(sound)
})

test('only whole operators make a template', () => {
  expect(isTemplate('/a/*')).toBe(false)
  expect(isTemplate('/a/{id}')).toBe(false)
})

test('operators are worded as Envoy words them', () => {
  expect(envoyTemplate('/a/{*}/b/{**}')).toBe('/a/*/b/**')
})
