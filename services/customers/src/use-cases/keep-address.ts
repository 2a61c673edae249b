import type { Address } from '@stoa/contracts'
import { AppError } from '@stoa/service'
import type { Deps } from '../deps.ts'
import { saveAddress } from '../store/addresses.ts'

const maxAddresses = 50

export async function keepAddress(
  deps: Deps,
  customerId: string,
  label: string,
  address: Address,
): Promise<Address> {
  if (!(await saveAddress(deps.db, customerId, label, address, maxAddresses)))
    throw new AppError('conflict', `a customer may keep ${maxAddresses} addresses`)
  return address
}
