import { expect, it } from 'vitest'
import { newParcel, type Parcel } from './parcel.ts'
import { fedexScans, upsScans } from './scans.ts'
import { scanParcel } from './way.ts'
import { isSigned } from './webhook-routes.ts'

it('codes that say nothing of where a parcel is are left out', () => {
  const event = (derivedStatusCode: string) => ({
    output: {
      completeTrackResults: [
        {
          trackingNumber: 'N1',
          trackResults: [
            { scanEvents: [{ date: '2026-01-01T10:00:00+01:00', derivedStatusCode }] },
          ],
        },
      ],
    },
  })
  expect(fedexScans.parse(event('OC'))).toEqual([{ trackingNumber: 'N1', scans: [] }])
  expect(fedexScans.parse(event('OD'))[0]?.scans).toEqual([
    { status: 'out_for_delivery', at: new Date('2026-01-01T09:00:00Z') },
  ])
})

const scansOf = (derivedStatusCode: string) => {
  const scanEvents = [{ date: '2026-01-01T10:00:00Z', derivedStatusCode }]
  const completeTrackResults = [{ trackingNumber: 'N1', trackResults: [{ scanEvents }] }]
  return fedexScans.parse({ output: { completeTrackResults } })[0]?.scans ?? []
}
const booked: Parcel = {
  ...newParcel(
    {
      ...{ orderId: 'o', customerId: 'c', carrier: 'fedex', weightGrams: 1, pieces: 1 },
      address: { name: 'A', street: '1', country: 'GB' },
    },
    null,
    null,
  ),
  ...{ status: 'booked', trackingNumber: 'N1' },
}

it.each([
  ...'PU PX AA AC AD AF AR AX CC DP ED EO FD HL HP IT IX LO OF PF PL SF TR'
    .split(' ')
    .map((code) => [code, 'in_transit', true] as const),
  ['OD', 'out_for_delivery', true],
  ['DL', 'delivered', true],
  ['RS', 'exception', true],
  ['DE', 'exception', false],
  ['SE', 'exception', false],
  ['OC', 'booked', false],
  ['CA', 'booked', false],
  ['EP', 'booked', false],
  ['EA', 'booked', false],
  ['toString', 'booked', false],
] as const)(
  'FedEx’s %s as the first scan: the parcel is %s, handed over: %s',
  (code, status, left) => {
    const parcel = scansOf(code).reduce(scanParcel, booked)
    expect([parcel.status, parcel.handedOverAt !== null]).toEqual([status, left])
  },
)

const alert = {
  trackingNumber: '1Z',
  gmtActivityDate: '20260228',
  gmtActivityTime: '235959',
  activityStatus: { type: 'I' },
}

it('a Track Alert has its time in GMT', () => {
  expect(upsScans.parse(alert)[0]?.scans).toEqual([
    { status: 'in_transit', at: new Date('2026-02-28T23:59:59Z') },
  ])
})

it.each([
  ['20269999', '235959'],
  ['20260228', '256161'],
  ['00000101', '000000'],
])('a Track Alert of a moment that does not exist is refused: %s %s', (date, time) => {
  const refused = upsScans.safeParse({ ...alert, gmtActivityDate: date, gmtActivityTime: time })
  expect(refused.error?.issues[0]?.path).toEqual(['at'])
})

it.each([
  ['I', 'DP', 'in_transit', true],
  ['I', 'OT', 'out_for_delivery', true],
  ['D', 'FS', 'delivered', true],
  ['X', '48', 'exception', false],
  ['M', 'MP', 'booked', false],
  ['MV', 'VP', 'booked', false],
  ['P', 'PU', 'booked', false],
  ['O', 'OT', 'booked', false],
  ['constructor', 'OT', 'booked', false],
] as const)(
  'UPS’s type %s with %s as the first scan: the parcel is %s, handed over: %s',
  (type, code, status, left) => {
    const scans = upsScans.parse({ ...alert, activityStatus: { type, code } })[0]?.scans ?? []
    const parcel = scans.reduce(scanParcel, booked)
    expect([parcel.status, parcel.handedOverAt !== null]).toEqual([status, left])
  },
)

it('a signature fits one body and one secret alone', () => {
  const right = 'dc46983557fea127b43af721467eb9b3fde2338fe3e14f51952aa8478c13d355'
  expect(isSigned('secret', 'body', right)).toBe(true)
  expect(isSigned('secret', 'another', right)).toBe(false)
  expect(isSigned('another', 'body', right)).toBe(false)
  expect(isSigned('secret', 'body', undefined)).toBe(false)
})
