import { hash } from 'node:crypto'
import { expect, test } from 'vitest'
import { hotSku } from '../shop/demo-shop.ts'
import { makeBodies } from './bodies.ts'

const made = (hot: boolean) =>
  makeBodies({ payment: { type: 'account' }, carrier: 'own-fleet', hot }, 100)
const skusOf = (text: string) =>
  (JSON.parse(text) as { lines: { sku: string }[] }).lines.map(({ sku }) => sku)

test('every order has three different lines', () => {
  for (const { text } of made(false)) expect(new Set(skusOf(text)).size).toBe(3)
})

test('the hot product is in every order when asked for, and in none otherwise', () => {
  expect(made(true).every(({ text }) => skusOf(text).includes(hotSku))).toBe(true)
  expect(made(false).some(({ text }) => skusOf(text).includes(hotSku))).toBe(false)
})

test('a body is known by the hash of its text', () => {
  for (const body of made(true)) expect(body.hash).toBe(hash('sha256', body.text))
})
