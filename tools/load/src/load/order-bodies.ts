import { hash } from 'node:crypto'
import {
  address,
  type Carrier,
  currency,
  hotSku,
  type Payment,
  products,
} from '../shop/demo-shop.ts'
import { seededRandom } from './arrivals.ts'

export interface OrderBody {
  readonly text: string
  /** SHA-256 of `text`, hex. */
  readonly hash: string
}

export interface OrderBodyOptions {
  readonly payment: Payment
  readonly carrier: Carrier
  /** Whether the hot product is in every order; otherwise it is in none. */
  readonly hot: boolean
}

export const linesPerOrder = 3

/** Makes the request bodies of orders in advance, so that sending one costs no more than choosing one. */
export function makeOrderBodies(options: OrderBodyOptions, count = 512): readonly OrderBody[] {
  const random = seededRandom(count)
  const skus = products.map(({ sku }) => sku).filter((sku) => sku !== hotSku)
  return Array.from({ length: count }, () => {
    const chosen = new Set<string>(options.hot ? [hotSku] : [])
    while (chosen.size < linesPerOrder) {
      const sku = skus[Math.floor(random() * skus.length)]
      if (sku) chosen.add(sku)
    }
    const lines = [...chosen].map((sku) => ({ sku, quantity: 1 }))
    const delivery = { carrier: options.carrier, address }
    const text = JSON.stringify({ lines, currency, payment: options.payment, delivery })
    return { text, hash: hash('sha256', text) }
  })
}
