import type { Address } from '@stoa/contracts'
import type { BookingOutcome, VoidOutcome } from '../parcel.ts'

export interface Consignment {
  readonly orderId: string
  readonly address: Address
  readonly weightGrams: number
}

export interface Rate {
  readonly service: string
  readonly amountMinor: number
  readonly currency: string
}

export type Found =
  | { readonly is: 'found'; readonly trackingNumber: string }
  | { readonly is: 'none' }
  | { readonly is: 'unclear' }

/** What we ask of a carrier. Nothing throws for an answer that is late, missing or strange: it is unclear. */
export interface CarrierClient {
  book(consignment: Consignment): Promise<BookingOutcome>
  /** Was there a label for this order, whose booking had no clear answer? */
  find(orderId: string): Promise<Found>
  void(trackingNumber: string): Promise<VoidOutcome>
  /** Undefined when it cannot say now. */
  rate(consignment: Omit<Consignment, 'orderId'>): Promise<Rate | undefined>
}

export type OtherCarrier = 'fedex' | 'ups'
export type Carriers = Readonly<Record<OtherCarrier, CarrierClient>>
