import { expect, it } from 'vitest'
import type { Schema } from './document.ts'
import { fieldsOf } from './fields.ts'

const rows = (schema: Schema) =>
  fieldsOf(schema).map(({ path, type, required, limits }) => [path, type, required, limits])

it('a field has its path, type and limits, within lists and objects too', () => {
  const line: Schema = {
    type: 'object',
    properties: {
      sku: { type: 'string', pattern: '^[A-Z]+$' },
      pieces: { type: 'integer', minimum: 1 },
    },
    required: ['sku'],
  }
  const schema: Schema = {
    type: 'object',
    properties: { lines: { type: 'array', items: line, minItems: 1, maxItems: 1000 } },
    required: ['lines'],
  }
  expect(rows(schema)).toEqual([
    ['lines', 'array of object', true, '1 to 1,000 items'],
    ['lines[].sku', 'string', true, 'matches `^[A-Z]+$`'],
    ['lines[].pieces', 'integer', false, 'at least 1'],
  ])
})

it('alternatives that share a field are one row with the values of all', () => {
  const option = (type: string): Schema => ({
    type: 'object',
    properties: { type: { type: 'string', const: type } },
    required: ['type'],
  })
  const schema: Schema = {
    type: 'object',
    properties: { payment: { oneOf: [option('card'), option('account')] } },
  }
  expect(rows(schema)).toEqual([
    ['payment', 'object', false, ''],
    ['payment.type', 'string', true, '`"card"`, `"account"`'],
  ])
})

it('a value that may be null says so, and bounds of all integers are no limits', () => {
  const schema: Schema = {
    type: 'object',
    properties: {
      grams: { anyOf: [{ type: 'integer', maximum: Number.MAX_SAFE_INTEGER }, { type: 'null' }] },
    },
  }
  expect(rows(schema)).toEqual([['grams', 'integer or null', false, '']])
})
