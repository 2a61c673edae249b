import { expect, it } from 'vitest'
import { fedexScans, upsScans } from './scans.ts'
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

it('a Track Alert has its time in GMT', () => {
  const alert = {
    trackingNumber: '1Z',
    gmtActivityDate: '20260228',
    gmtActivityTime: '235959',
    activityStatus: { type: 'I' },
  }
  expect(upsScans.parse(alert)[0]?.scans).toEqual([
    { status: 'in_transit', at: new Date('2026-02-28T23:59:59Z') },
  ])
})

it('a signature fits one body and one secret alone', () => {
  const right = 'dc46983557fea127b43af721467eb9b3fde2338fe3e14f51952aa8478c13d355'
  expect(isSigned('secret', 'body', right)).toBe(true)
  expect(isSigned('secret', 'another', right)).toBe(false)
  expect(isSigned('another', 'body', right)).toBe(false)
  expect(isSigned('secret', 'body', undefined)).toBe(false)
})
