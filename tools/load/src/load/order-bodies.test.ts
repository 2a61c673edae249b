import { hash } from 'node:crypto'
import { expect, test } from 'vitest'
import { hotSku } from '../shop/demo-shop.ts'
import { makeOrderBodies } from './order-bodies.ts'

const bodies = (hot: boolean) =>
  makeOrderBodies({ payment: { type: 'account' }, carrier: 'own-fleet', hot }, 100)
const skusOf = (text: string) =>
  (JSON.parse(text) as { lines: { sku: string }[] }).lines.map(({ sku }) => sku)

test('every order has three lines with different SKUs', () => {
  for (const { text } of bodies(false)) expect(new Set(skusOf(text)).size).toBe(3)
})

test('the hot product is in every order or in none', () => {
  expect(bodies(true).every(({ text }) => skusOf(text).includes(hotSku))).toBe(true)
  expect(bodies(false).some(({ text }) => skusOf(text).includes(hotSku))).toBe(false)
})

test('the hash of a body is the SHA-256 of its text', () => {
  for (const body of bodies(true)) expect(body.hash).toBe(hash('sha256', body.text))
})
