import { expect, it } from 'vitest'
import { entriesOf } from './entries.ts'

const header = 'entry_reference,booked_on,amount,currency,remittance'
const fileOf = (...lines: string[]) => [header, ...lines].join('\r\n')

it('reads the entries of a file, with quoted fields and the decimals of each currency', () => {
  const text = fileOf(
    'B-1,2026-06-01,1250.5,GBP,"invoices of May, ann"',
    'B-2,2026-06-01,-3,JPY,"he said ""no"",\nthen paid"',
    'B-3,2026-06-02,1.005,KWD,',
  )
  expect(entriesOf(`\ufeff${text}\r\n`)).toMatchObject([
    { entryReference: 'B-1', amountMinor: 125_050, remittance: 'invoices of May, ann' },
    { bookedOn: '2026-06-01', amountMinor: -3, remittance: 'he said "no", then paid' },
    { amountMinor: 1_005, currency: 'KWD', remittance: '-' },
  ])
})

it.each([
  ['another header', 'a,b\n1,2', /expected the header entry_reference/],
  ['an empty file', '', /found nothing/],
  ['a field too few', fileOf('B-1,2026-06-01,1,GBP'), /record 2: expected 5 fields, found 4/],
  ['too many decimals', fileOf('B-1,2026-06-01,1.5,JPY,ann'), /record 2: amount: .* 0 decimals/],
  ['no number', fileOf('B-1,2026-06-01,1 250,GBP,ann'), /record 2: amount/],
  ['an unknown currency', fileOf('B-1,2026-06-01,1,XYZ,ann'), /record 2: currency/],
  ['an open quote', fileOf('B-1,2026-06-01,1,GBP,"ann'), /double quotes to end/],
])('refuses %s by its place', (_, text, message) => {
  expect(() => entriesOf(text)).toThrow(message)
})
