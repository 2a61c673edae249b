export const moves = ['in_transit', 'out_for_delivery', 'delivered', 'exception'] as const
export type Move = (typeof moves)[number]

export interface Scan {
  readonly status: Move
  /** RFC 3339. */
  readonly at: string
}

/** A shipment in its carrier's records. */
export interface Parcel {
  readonly trackingNumber: string
  readonly carrier: 'fedex' | 'ups'
  /** The sender's reference, by which it can be found. */
  readonly reference: string
  readonly service: string
  readonly status: 'booked' | 'void' | Move
  readonly scans: readonly Scan[]
}

export const isOnItsWay = ({ status }: Parcel): boolean => status !== 'booked' && status !== 'void'

/** The next scan of a parcel without an exception. */
export function nextMove({ status }: Parcel): Move | undefined {
  if (status === 'booked') return 'in_transit'
  if (status === 'in_transit') return 'out_for_delivery'
  return status === 'out_for_delivery' ? 'delivered' : undefined
}

export const scanned = (parcel: Parcel, scan: Scan): Parcel => ({
  ...parcel,
  status: scan.status,
  scans: [...parcel.scans, scan],
})
