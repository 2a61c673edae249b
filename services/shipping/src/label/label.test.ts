import { PDFDocument } from '@cantoo/pdf-lib'
import { expect, it } from 'vitest'
import { newParcel } from '../parcel.ts'
import { addressLines } from './address-lines.ts'
import { code128 } from './bars.ts'
import { drawLabel } from './draw.ts'
import { labelOf } from './label.ts'

const booked = newParcel(
  {
    orderId: '01890a5d-ac96-774b-bcce-b302099a8057',
    customerId: 'c-1',
    carrier: 'own-fleet',
    address: { name: 'Łukasz 王', street: '1 Way', city: 'Köln', postcode: '50667', country: 'DE' },
    weightGrams: 1_400,
    pieces: 1,
  },
  'SF00000000017',
  null,
)

it('a label is one page of four by six inches', async () => {
  const pdf = await PDFDocument.load(await drawLabel(labelOf(booked)))
  expect(pdf.getPages().map((page) => page.getSize())).toEqual([{ width: 288, height: 432 }])
})

it('a parcel without a tracking number and a cancelled one have no label', () => {
  expect(() => labelOf({ ...booked, trackingNumber: null })).toThrow('not booked')
  expect(() => labelOf({ ...booked, status: 'cancelled' })).toThrow('cancelled')
})

it('every field of an address is on the label, long ones on several lines', () => {
  const street = 'Burgemeester van Meeuwenstraat, huisnummer 157 H, derde verdieping'
  const address = {
    ...{ name: 'Ada', company: 'Engines', street, street2: 'Floor 3', city: 'Wan Chai' },
    ...{ region: 'Hong Kong Island', country: 'HK', phone: '+852 2123 4567' },
  }
  expect(addressLines(address)).toEqual([
    'Engines',
    'Burgemeester van Meeuwenstraat, huisnummer',
    '157 H, derde verdieping',
    'Floor 3',
    'Wan Chai, Hong Kong Island',
    'Tel +852 2123 4567',
  ])
  expect(addressLines({ name: 'Tan', street: '1 Raffles Place', country: 'SG' })).toEqual([
    '1 Raffles Place',
  ])
})

it('bars are those of Code 128: eleven modules a character, thirteen for the stop', () => {
  const { modules, bars } = code128('SF00000000017')
  expect((modules - 13) % 11).toBe(0)
  expect(bars[0]).toEqual({ at: 0, width: 2 })
  const last = bars.at(-1)
  expect((last?.at ?? 0) + (last?.width ?? 0)).toBe(modules)
  for (const { width } of bars) expect(width).toBeLessThanOrEqual(4)
})
