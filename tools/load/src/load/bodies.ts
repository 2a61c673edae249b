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

export interface Body {
  readonly text: string
  /** SHA-256, hex. */
  readonly hash: string
}

export interface BodyOptions {
  readonly payment: Payment
  readonly carrier: Carrier
  /** Every order holds the one article that all want. */
  readonly hot: boolean
}

export const linesAnOrder = 3

/** Orders of three lines, made once: which is sent is a matter of an index. */
export function makeBodies(options: BodyOptions, count = 512): readonly Body[] {
  const random = seededRandom(count)
  const skus = products.map(({ sku }) => sku).filter((sku) => sku !== hotSku)
  return Array.from({ length: count }, () => {
    const chosen = new Set<string>(options.hot ? [hotSku] : [])
    while (chosen.size < linesAnOrder) {
      const sku = skus[Math.floor(random() * skus.length)]
      if (sku) chosen.add(sku)
    }
    const lines = [...chosen].map((sku) => ({ sku, quantity: 1 }))
    const delivery = { carrier: options.carrier, address }
    const text = JSON.stringify({ lines, currency, payment: options.payment, delivery })
    return { text, hash: hash('sha256', text) }
  })
}
