import type { CarrierAddress } from '@stoa/contracts'
import type { BookingOutcome, ExternalCarrier, VoidOutcome } from '../parcel.ts'

export interface Consignment {
  readonly orderId: string
  readonly to: CarrierAddress
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

/** A carrier's API. A response that is late, missing or malformed is `unclear`; nothing throws for it. */
export interface CarrierClient {
  book(consignment: Consignment): Promise<BookingOutcome>
  /** Searches for the label of an order whose booking had no clear outcome. */
  find(orderId: string): Promise<Found>
  void(trackingNumber: string): Promise<VoidOutcome>
  /** Undefined when the carrier does not answer in time, or with an amount or a currency that we cannot read. */
  rate(consignment: Omit<Consignment, 'orderId'>): Promise<Rate | undefined>
}

export type Carriers = Readonly<Record<ExternalCarrier, CarrierClient>>
