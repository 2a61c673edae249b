import type { Role } from '../edge/tokens.ts'

export const currency = 'GBP'

export interface Product {
  readonly sku: string
  readonly name: string
  readonly priceMinor: number
  readonly currency: string
  readonly weightGrams: number
  readonly active: boolean
}

const wares = ['mug', 'lantern', 'notebook', 'tea towel', 'clock', 'candle', 'vase', 'tray']
const looks = ['plain', 'blue', 'oak', 'brass', 'woven', 'spotted', 'enamel', 'slate']

/** The one article that everybody wants. */
export const hotSku = 'HOT-1'

const product = (sku: string, name: string, priceMinor: number, weightGrams: number): Product => ({
  ...{ sku, name, priceMinor, currency, weightGrams, active: true },
})

/** Sixty-four articles and the hot one: always the same. */
export const products: readonly Product[] = [
  product(hotSku, 'lantern of the season', 1999, 400),
  ...looks.flatMap((look, row) =>
    wares.map((ware, column) => {
      const number = row * wares.length + column
      return product(
        `DEMO-${String(number + 1).padStart(2, '0')}`,
        `${look} ${ware}`,
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

export type Carrier = 'own-fleet' | 'fedex' | 'ups'

export interface Payment {
  readonly type: 'account' | 'card' | 'paypal'
  readonly token?: string
}

/** What the simulated providers accept. */
export const paymentOf = (type: Payment['type']): Payment =>
  type === 'account' ? { type } : { type, token: type === 'card' ? 'pm_card_visa' : 'PAYPAL-DEMO' }
