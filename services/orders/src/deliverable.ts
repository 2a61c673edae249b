import {
  type Address,
  type Carrier,
  type CarrierLimits,
  carrierFaults,
  weightFault,
} from '@stoa/contracts'
import { AppError } from '@stoa/service'

/** Throws 422 with each field that the carrier cannot take. Until shipping has announced a carrier, nothing is known of it. */
export function checkDeliverable(
  { carrier, address }: { readonly carrier: Carrier; readonly address: Address },
  weightGrams: number,
  limits: ReadonlyMap<Carrier, CarrierLimits>,
): void {
  const known = limits.get(carrier)
  if (!known) return
  const tooHeavy = weightFault(weightGrams, known)
  const errors = [
    ...carrierFaults(address, known).map(({ field, message }) => ({
      field: `/delivery/address/${field}`,
      message,
    })),
    ...(tooHeavy
      ? [{ field: '/delivery/carrier', message: `the parcel ${tooHeavy.message}` }]
      : []),
  ]
  if (errors.length > 0)
    throw new AppError(
      'invalid',
      `${carrier} cannot deliver this; correct the fields listed in errors or choose another carrier`,
      {
        errors,
      },
    )
}
