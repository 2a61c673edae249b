import type { Address } from '@stoa/contracts'
import { AppError } from '@stoa/service'
import type { Deps } from '../deps.ts'
import { upsertAddress } from '../store/addresses.ts'

const maxAddresses = 50

/** Creates or replaces an address; throws 409 when the address book is full. */
export async function saveAddress(
  deps: Deps,
  customerId: string,
  label: string,
  address: Address,
): Promise<Address> {
  if (!(await upsertAddress(deps.db, customerId, label, address, maxAddresses)))
    throw new AppError(
      'conflict',
      `the address book is full (${maxAddresses} addresses); delete an address first`,
    )
  return address
}
