import { expect, test } from 'vitest'
import { penceOf, type RawRow, readRow } from './row.ts'

const raw = (more: Partial<RawRow> = {}): RawRow => ({
  ...{ InvoiceNo: '536365', StockCode: '85123A', Description: ' WHITE HEART ', Quantity: '6' },
  ...{ UnitPrice: '2.55', CustomerID: '17850.0', Country: 'United Kingdom' },
  ...more,
})

test('a row of an invoice is parsed', () => {
  expect(readRow(raw())).toEqual({
    ...{ invoice: '536365', isCredit: false, sku: '85123A', name: 'WHITE HEART', quantity: 6 },
    ...{ unitPriceMinor: 255, customerId: '17850', country: 'United Kingdom' },
  })
})

test('the quantity of a credit note is positive', () => {
  const row = readRow(raw({ InvoiceNo: 'C536379', Quantity: '-2' }))
  expect(row).toMatchObject({ isCredit: true, quantity: 2 })
})

test('a SKU has one form, whatever its case in the file', () => {
  expect(readRow(raw({ StockCode: '15056bl' }))).toMatchObject({ sku: '15056BL' })
})

test.each([
  ['postage', { StockCode: 'POST' }],
  ['postage', { StockCode: 'DOT' }],
  ['postage', { StockCode: 'C2' }],
  ['fee', { StockCode: 'BANK CHARGES' }],
  ['fee', { StockCode: 'AMAZONFEE' }],
  ['discount', { InvoiceNo: 'C536379', StockCode: 'D', Quantity: '-1' }],
  ['manual', { StockCode: 'm' }],
  ['sample', { StockCode: 'S' }],
  ['charity', { StockCode: 'CRUK' }],
  ['gift_voucher', { StockCode: 'gift_0001_20' }],
  ['adjustment', { InvoiceNo: 'A563185', StockCode: 'B', CustomerID: '' }],
  ['no_customer', { CustomerID: '' }],
  ['negative_price', { UnitPrice: '-11062.06' }],
  ['zero_price', { UnitPrice: '0.0' }],
  ['fraction_of_a_penny', { StockCode: 'PADS', UnitPrice: '0.001' }],
  ['quantity_not_positive', { Quantity: '-10' }],
  ['quantity_not_positive', { Quantity: '0' }],
  ['credit_quantity_not_negative', { InvoiceNo: 'C536379' }],
  ['malformed', { Quantity: 'six' }],
  ['malformed', { UnitPrice: '' }],
  ['malformed', { StockCode: '' }],
  ['malformed', { CustomerID: 'x y' }],
] as const)('%s: a row with %o is skipped', (reason, more) => {
  expect(readRow(raw(more))).toBe(reason)
})

test.each([
  ['2.55', 255],
  ['0.1', 10],
  ['7', 700],
  ['1.10', 110],
  ['4.95', 495],
  ['2.500', 250],
  ['-1.05', -105],
  ['0.001', undefined],
  ['1.005', undefined],
])('%s pounds are %s pence', (price, pence) => {
  expect(penceOf(price)).toBe(pence)
})
