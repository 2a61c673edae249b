import { expect, it } from 'vitest'
import { entriesOf } from './entries.ts'

const header = 'entry_reference,booked_on,amount,currency,remittance'
const fileOf = (...lines: string[]) => [header, ...lines].join('\r\n')
const sentOf = (text: string) => entriesOf(text).entries.map(({ entry }) => entry)
const linesOf = (text: string) => entriesOf(text).entries.map(({ line }) => line)

it('reads the entries of a file, with quoted fields and the decimals of each currency', () => {
  const text = fileOf(
    'B-1,2026-06-01,1250.5,GBP,"invoices of May, ann"',
    '',
    'B-2,2026-06-01,3.00,JPY,"he said ""no"",\r\nthen paid"',
    'B-3,2026-06-02,1.005,KWD,',
  )
  expect(sentOf(`${text}\r\n`)).toMatchObject([
    { entryReference: 'B-1', amountMinor: 125_050, remittance: 'invoices of May, ann' },
    { bookedOn: '2026-06-01', amountMinor: 3, remittance: 'he said "no", then paid' },
    { amountMinor: 1_005, currency: 'KWD', remittance: '-' },
  ])
  expect(linesOf(text)).toEqual([2, 4, 6])
})

it('leaves out what was not received', () => {
  const { entries, leftOut } = entriesOf(
    fileOf('B-1,2026-06-01,-3,JPY,fee', 'B-2,2026-06-01,0,JPY,'),
  )
  expect(entries).toEqual([])
  expect(leftOut).toMatchObject([
    { entryReference: 'B-1', amountMinor: -3, reason: 'not_received' },
    { entryReference: 'B-2', amountMinor: 0, reason: 'not_received' },
  ])
})

it.each([
  ['semicolons and a decimal comma', ';'],
  ['tabs', '\t'],
])('reads a file with %s', (_, delimiter) => {
  const text = `${header}\nB-1,2026-06-01,"1250,50",EUR,ann`
  const other = text.replace('"1250,50"', '#').replaceAll(',', delimiter).replace('#', '1250,50')
  expect(sentOf(other)).toMatchObject([{ entryReference: 'B-1', amountMinor: 125_050 }])
})

it('reads lines that end in a lone CR, and columns in another order', () => {
  const text = 'remittance,currency,entry_reference,amount,booked_on\rann,GBP,B-1,2,2026-06-01\r'
  expect(sentOf(text)).toMatchObject([{ entryReference: 'B-1', amountMinor: 200 }])
})

const long = 'a'.repeat(5_000_000)
const good = 'B-1,2026-06-01,1,GBP,ann'
it.each([
  [
    'another header',
    'a,b\n1,2',
    /line 1: expected a header .*missing: entry_reference.* unknown: a,b/,
  ],
  [
    'a missing column',
    'entry_reference,booked_on,amount,currency',
    /missing: remittance, unknown: none/,
  ],
  ['an empty file', '', /line 1: expected a header/],
  [
    'a long field',
    fileOf(`B-1,2026-06-01,1,GBP,"${long}"`),
    /line 2: remittance: .* 500 characters/,
  ],
  ['an open quote before much text', fileOf(good, `B-2,"${long}`), /line 3: .*does not end/],
  ['a field too few', fileOf(good, 'B-2,2026-06-01,1,GBP'), /line 3: expected 5 fields, found 4/],
  ['too many decimals', fileOf('B-1,2026-06-01,1.5,JPY,ann'), /line 2: amount: .* 0 decimals/],
  ['no number', fileOf('B-1,2026-06-01,1 250,GBP,ann'), /line 2: amount/],
  ['a decimal comma', fileOf('B-1,2026-06-01,"1,250",GBP,ann'), /line 2: amount/],
  ['an amount too large', fileOf('B-1,2026-06-01,9999999999999.999,KWD,'), /line 2: amount/],
  ['an unknown currency', fileOf('B-1,2026-06-01,1,gbp,ann'), /line 2: currency/],
  ['another form of day', fileOf('B-1,01.06.2026,1,GBP,ann'), /line 2: day/],
  ['no reference', fileOf(good, ',2026-06-01,1,GBP,ann'), /line 3: reference/],
  ['a control character', fileOf('B-1,2026-06-01,1,GBP,a\u0001b'), /line 2: remittance/],
  ['a reference twice', fileOf(good, good), /line 3: reference: B-1 is that of line 2/],
  ['an open quote', fileOf(good, 'B-2,2026-06-01,1,GBP,"ann', good), /line 3: .*does not end/],
  [
    'a quote in a plain field',
    fileOf('B-1,2026-06-01,1,GBP,pipe 5" long'),
    /line 2: .*double quote/,
  ],
  ['text after a quoted field', fileOf('B-1,2026-06-01,1,GBP,"pipe" x'), /line 2: .*closing/],
])('refuses %s by its line', (_, text, message) => {
  expect(() => entriesOf(text)).toThrow(message)
})

it('names every fault of the file at once', () => {
  const faulty = fileOf('B-1,2026-06-01,x,GBP,ann', good, 'B-3,tomorrow,1,GBP,ann')
  expect(() => entriesOf(faulty)).toThrow(
    /nothing was sent:\n {2}line 2: amount.*\n {2}line 4: day/,
  )
  const many = fileOf(...Array.from({ length: 50 }, () => 'B,2026-06-01,x,GBP,ann'))
  expect(() => entriesOf(many)).toThrow(/and 30 more$/)
})
