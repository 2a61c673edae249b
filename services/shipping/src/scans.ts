import { moment, token } from '@stoa/contracts'
import { z } from 'zod'
import type { ScanStatus } from './parcel.ts'
import type { Scan } from './way.ts'

export interface ParcelScans {
  readonly trackingNumber: string
  readonly scans: readonly Scan[]
}

/** Picked up, at some place of FedEx's or of its partners', on the way, through customs. */
const onTheWay = 'PU PX AA AC AD AF AR AX CC DP ED EO FD HL HP IT IX LO OF PF PL SF TR'.split(' ')

/**
 * FedEx's "Tracking Status Codes". A parcel that returns to its sender is with FedEx, and an exception. Codes that say nothing of
 * where it is, or have two meanings, are left out.
 */
const fedexCodes = new Map<string, readonly ScanStatus[]>([
  ...onTheWay.map((code) => [code, ['in_transit']] as const),
  ['OD', ['out_for_delivery']],
  ['DL', ['delivered']],
  ['DE', ['exception']],
  ['SE', ['exception']],
  ['RS', ['in_transit', 'exception']],
])

const at = moment({ offset: true }).transform((text) => new Date(text))

/** FedEx's tracking webhook. */
export const fedexScans = z
  .object({
    output: z.object({
      completeTrackResults: z
        .array(
          z.object({
            trackingNumber: token(40),
            trackResults: z.array(
              z.object({
                scanEvents: z.array(z.object({ date: at, derivedStatusCode: z.string() })).max(200),
              }),
            ),
          }),
        )
        .max(100),
    }),
  })
  .transform(({ output }): ParcelScans[] =>
    output.completeTrackResults.map(({ trackingNumber, trackResults }) => ({
      trackingNumber,
      scans: trackResults
        .flatMap(({ scanEvents }) => scanEvents)
        .flatMap(({ date, derivedStatusCode }) =>
          (fedexCodes.get(derivedStatusCode) ?? []).map((status) => ({ status, at: date })),
        )
        .sort((a, b) => a.at.getTime() - b.at.getTime()),
    })),
  )

const upsTypes = new Map<string, ScanStatus>([
  ['I', 'in_transit'],
  ['D', 'delivered'],
  ['X', 'exception'],
])

/** Codes of UPS's type `I`, which also has parcels that are out for delivery. */
const outForDelivery: readonly (string | undefined)[] = ['OT', 'OF']

const upsStatus = ({ type, code }: { type: string; code?: string | undefined }) =>
  type === 'I' && outForDelivery.includes(code) ? 'out_for_delivery' : upsTypes.get(type)

const upsMoment = (date: string, time: string): string =>
  `${date.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`

const upsActivity = z.object({ type: z.string(), code: z.string().optional() })

/** UPS's Track Alert. */
export const upsScans = z
  .object({
    trackingNumber: token(40),
    gmtActivityDate: z.string().regex(/^\d{8}$/),
    gmtActivityTime: z.string().regex(/^\d{6}$/),
    activityStatus: upsActivity,
  })
  .transform(({ gmtActivityDate, gmtActivityTime, ...alert }) => ({
    ...alert,
    at: upsMoment(gmtActivityDate, gmtActivityTime),
  }))
  .pipe(z.object({ trackingNumber: z.string(), activityStatus: upsActivity, at }))
  .transform(({ trackingNumber, activityStatus, at }): ParcelScans[] => {
    const status = upsStatus(activityStatus)
    return [{ trackingNumber, scans: status ? [{ status, at }] : [] }]
  })
