import type { CarrierClient, Carriers } from './clients/carrier.ts'
import type { BookingOutcome, Parcel, VoidOutcome } from './parcel.ts'

export type Asked =
  | { readonly task: 'book'; readonly outcome: BookingOutcome }
  | { readonly task: 'void'; readonly outcome: VoidOutcome }

async function askBooking(client: CarrierClient, parcel: Parcel): Promise<BookingOutcome> {
  const { orderId, address, weightGrams, attempts } = parcel
  if (!address || !weightGrams) return { is: 'rejected', reason: 'nothing to send' }
  if (attempts > 0) {
    const found = await client.find(orderId)
    if (found.is === 'found') return { is: 'booked', trackingNumber: found.trackingNumber }
    if (found.is === 'unclear') return { is: 'unclear' }
  }
  return client.book({ orderId, address, weightGrams })
}

async function askVoid(client: CarrierClient, parcel: Parcel): Promise<VoidOutcome> {
  let { trackingNumber } = parcel
  if (trackingNumber === null) {
    const found = await client.find(parcel.orderId)
    if (found.is === 'unclear') return { is: 'unclear' }
    if (found.is === 'none') return { is: 'voided' }
    trackingNumber = found.trackingNumber
  }
  return client.void(trackingNumber)
}

/** Does a parcel's task at its carrier. What was taken up before is looked for before it is asked again. */
export async function ask(carriers: Carriers, parcel: Parcel): Promise<Asked> {
  const { carrier, task } = parcel
  const client = carrier === 'fedex' || carrier === 'ups' ? carriers[carrier] : undefined
  if (task === 'void')
    return { task, outcome: client ? await askVoid(client, parcel) : { is: 'voided' } }
  if (!client) return { task: 'book', outcome: { is: 'rejected', reason: 'no such carrier' } }
  return { task: 'book', outcome: await askBooking(client, parcel) }
}
