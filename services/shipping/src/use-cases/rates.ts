import type { Address, Carrier } from '@stoa/contracts'
import type { Rate } from '../clients/carrier.ts'
import type { Deps } from '../deps.ts'
import { estimatedRate, fleetRate } from '../rates.ts'

export interface Offer extends Rate {
  readonly carrier: Carrier
  /** True when the carrier did not answer and the price is ours to guess. */
  readonly estimated: boolean
}

/** What each carrier asks; one that is away or slow costs no more time than its deadline. */
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
