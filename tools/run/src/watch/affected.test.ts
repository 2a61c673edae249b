import { expect, test } from 'vitest'
import { affectedBy } from './affected.ts'

const all = ['orders', 'payments']

test.each([
  ['services/orders/src/decide.ts', ['orders']],
  ['services/payments/migrations/0001-payments.ts', ['payments']],
  ['packages/events/src/relay.ts', all],
])('%s is run by %j', (file, services) => {
  expect(affectedBy(file, all)).toEqual(services)
})

test.each([
  'services/orders/src/decide.test.ts',
  'services/orders/src/testing.ts',
  'services/orders/openapi.json',
  'services/orders/README.md',
  'services/orders/src/.decide.ts.swp',
  'services/orders/src/decide.ts~',
  'services/orders/src/4913',
  'services/orders/node_modules/a/index.js',
  'services/catalog/src/app.ts',
  'tools/run/src/main.ts',
])('%s is run by none of them', (file) => {
  expect(affectedBy(file, all)).toEqual([])
})
