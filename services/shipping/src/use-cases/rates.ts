import {
  type Address,
  type Carrier,
  carrierAddress,
  carrierFaults,
  type Dimensions,
  sizeFaults,
  weightFault,
} from '@stoa/contracts'
import type { Rate } from '../clients/carrier.ts'
import type { Deps } from '../deps.ts'
import { estimatedRate, fleetRate } from '../rates.ts'

export interface Offer extends Rate {
  readonly carrier: Carrier
  /** True when the carrier did not answer in time and the price is our estimate. */
  readonly estimated: boolean
}

/** Quotes the rate of every carrier that takes the parcel, whose largest piece has the dimensions; one that does not answer within its deadline is estimated. */
export async function compareRates(
  { carriers, limits }: Pick<Deps, 'carriers' | 'limits'>,
  address: Address,
  weightGrams: number,
  dimensions?: Dimensions,
): Promise<Offer[]> {
  const { country } = address
  const takes = (carrier: Carrier) =>
    carrierFaults(address, limits[carrier]).length === 0 &&
    !weightFault(weightGrams, limits[carrier]) &&
    !(dimensions && sizeFaults(dimensions, limits[carrier]).length > 0)
  const external = (['fedex', 'ups'] as const)
    .filter(takes)
    .map(async (carrier): Promise<Offer> => {
      const to = carrierAddress(address, limits[carrier])
      const rate = await carriers[carrier].rate({ to, weightGrams })
      if (rate) return { carrier, ...rate, estimated: false }
      return { carrier, ...estimatedRate(carrier, country, weightGrams), estimated: true }
    })
  const own: Offer[] = takes('own-fleet')
    ? [{ carrier: 'own-fleet', ...fleetRate(country, weightGrams), estimated: false }]
    : []
  return [...own, ...(await Promise.all(external))]
}
