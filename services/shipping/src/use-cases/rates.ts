import type { Address, Carrier } from '@stoa/contracts'
import type { Rate } from '../clients/carrier.ts'
import type { Deps } from '../deps.ts'
import { estimatedRate, fleetRate } from '../rates.ts'

export interface Offer extends Rate {
  readonly carrier: Carrier
  /** True when the carrier did not answer in time and the price is our estimate. */
  readonly estimated: boolean
}

/** Quotes every carrier's rate; one that does not answer within its deadline is estimated. */
export async function compareRates(
  { carriers }: Pick<Deps, 'carriers'>,
  address: Address,
  weightGrams: number,
): Promise<Offer[]> {
  const { country } = address
  const others = (['fedex', 'ups'] as const).map(async (carrier): Promise<Offer> => {
    const rate = await carriers[carrier].rate({ address, weightGrams })
    if (rate) return { carrier, ...rate, estimated: false }
    return { carrier, ...estimatedRate(carrier, country, weightGrams), estimated: true }
  })
  const own = {
    carrier: 'own-fleet',
    ...fleetRate(country, weightGrams),
    estimated: false,
  } as const
  return [own, ...(await Promise.all(others))]
}
