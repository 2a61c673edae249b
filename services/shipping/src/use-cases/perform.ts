import {
  type Address,
  type CarrierLimits,
  carrierAddress,
  carrierFaults,
  weightFault,
} from '@stoa/contracts'
import { withSpan } from '@stoa/service'
import { externalLimits } from '../carrier-limits.ts'
import type { CarrierClient, Carriers } from '../clients/carrier.ts'
import { carrierTasks } from '../metrics.ts'
import {
  type BookingOutcome,
  type CarrierResult,
  type ExternalCarrier,
  isExternal,
  type Parcel,
  type VoidOutcome,
} from '../parcel.ts'

export interface PerformOptions {
  /** How much of the task's lease is left. */
  readonly leftMs: () => number
  /** The time that one call to a carrier takes when it times out. */
  readonly timeoutMs: number
}

/** Orders refuses what a carrier cannot take; the release before this one did not. */
function faultOf(address: Address, weightGrams: number, limits: CarrierLimits) {
  const [fault = weightFault(weightGrams, limits)] = carrierFaults(address, limits)
  return fault && `${limits.carrier}: ${fault.field} ${fault.message}`
}

async function book(
  client: CarrierClient,
  carrier: ExternalCarrier,
  parcel: Parcel,
  { leftMs, timeoutMs }: PerformOptions,
): Promise<BookingOutcome> {
  const { orderId, address, weightGrams, attempts } = parcel
  if (!address || !weightGrams) return { is: 'rejected', reason: 'nothing to send' }
  if (attempts > 0) {
    const found = await client.find(orderId)
    if (found.is === 'found') return { is: 'booked', trackingNumber: found.trackingNumber }
    if (found.is === 'unclear') return { is: 'unclear' }
  }
  // A label that is bought after the lease has expired may be the second one.
  if (leftMs() < timeoutMs) return { is: 'unclear' }
  const limits = externalLimits[carrier]
  const reason = faultOf(address, weightGrams, limits)
  if (reason) return { is: 'rejected', reason }
  return client.book({ orderId, to: carrierAddress(address, limits), weightGrams })
}

async function voidLabel(client: CarrierClient, parcel: Parcel): Promise<VoidOutcome> {
  let { trackingNumber } = parcel
  if (trackingNumber === null) {
    const found = await client.find(parcel.orderId)
    if (found.is === 'unclear') return { is: 'unclear' }
    if (found.is === 'none') return { is: 'voided' }
    trackingNumber = found.trackingNumber
  }
  return client.void(trackingNumber)
}

async function callCarrier(
  carriers: Carriers,
  parcel: Parcel,
  options: PerformOptions,
): Promise<CarrierResult> {
  const { orderId, carrier, task, attempts } = parcel
  const base = { orderId, carrier, attempts } as const
  const external = isExternal(carrier) ? carrier : undefined
  if (task === 'void') {
    const outcome = external
      ? await voidLabel(carriers[external], parcel)
      : { is: 'voided' as const }
    return { ...base, task, outcome }
  }
  const outcome: BookingOutcome = external
    ? await book(carriers[external], external, parcel, options)
    : { is: 'rejected', reason: 'no such carrier' }
  return { ...base, task: 'book', outcome }
}

/** Does a parcel's task at its carrier. A booking that was claimed before looks for its label before it buys one. */
export async function perform(
  carriers: Carriers,
  parcel: Parcel,
  options: PerformOptions,
): Promise<CarrierResult> {
  const { orderId, carrier, task } = parcel
  const attributes = { 'stoa.order_id': orderId, 'stoa.carrier': carrier ?? '' }
  const result = await withSpan(`${carrier} ${task}`, { attributes }, async (span) => {
    const called = await callCarrier(carriers, parcel, options)
    span.setAttribute('stoa.outcome', called.outcome.is)
    return called
  })
  carrierTasks.inc({ carrier: carrier ?? 'none', task: result.task, outcome: result.outcome.is })
  return result
}
