import type { Role } from '../edge/tokens.ts'
import { boxFor, type Dimensions } from './dimensions.ts'

export const currency = 'GBP'

export interface Product {
  readonly sku: string
  readonly name: string
  readonly priceMinor: number
  readonly currency: string
  readonly weightGrams: number
  readonly dimensions: Dimensions
  readonly active: boolean
}

const kinds = ['mug', 'lantern', 'notebook', 'tea towel', 'clock', 'candle', 'vase', 'tray']
const styles = ['plain', 'blue', 'oak', 'brass', 'woven', 'spotted', 'enamel', 'slate']

/** The product that `stoa load --skus hot` puts in every order, to make orders contend for its stock. */
export const hotSku = 'HOT-1'

const product = (sku: string, name: string, priceMinor: number, weightGrams: number): Product => ({
  ...{ sku, name, priceMinor, currency, weightGrams, active: true },
  dimensions: boxFor(weightGrams),
})

/** The hot product and 64 others, the same in every run. */
export const products: readonly Product[] = [
  product(hotSku, 'lantern of the season', 1999, 400),
  ...styles.flatMap((style, row) =>
    kinds.map((kind, column) => {
      const number = row * kinds.length + column
      return product(
        `DEMO-${String(number + 1).padStart(2, '0')}`,
        `${style} ${kind}`,
        250 + ((number * 137) % 2_000),
        150 + ((number * 71) % 900),
      )
    }),
  ),
]

export const customerId = (number: number): string => `demo-${String(number + 1).padStart(4, '0')}`

export const buyerRoles: readonly Role[] = ['customer', 'trade']

export const address = {
  name: 'Demo Customer',
  street: '1 Colonnade Walk',
  city: 'London',
  postcode: 'N1 9GU',
  country: 'GB',
}

export const carriers = ['own-fleet', 'fedex', 'ups'] as const
export type Carrier = (typeof carriers)[number]

export const paymentTypes = ['account', 'card', 'paypal'] as const

export interface Payment {
  readonly type: (typeof paymentTypes)[number]
  readonly token?: string
}

/** A payment that the simulated providers accept. */
export const paymentOf = (type: Payment['type']): Payment =>
  type === 'account' ? { type } : { type, token: type === 'card' ? 'pm_card_visa' : 'PAYPAL-DEMO' }
