import type { AuthorizeBody } from './bodies.ts'
import type { Order, ShopPages } from './orders.ts'

/** The shop's pages of a wallet's request. */
export function pagesIn({ payment_source: source }: AuthorizeBody): ShopPages {
  const { return_url: returnUrl, cancel_url: cancelUrl } = source?.paypal?.experience_context ?? {}
  return { ...(returnUrl && { returnUrl }), ...(cancelUrl && { cancelUrl }) }
}

/** Where PayPal sends the payer of an order; undefined: the shop named no page, and the payer stays. */
export function pageAfter({ id, pages = {} }: Order, isApproved: boolean): string | undefined {
  const page = isApproved ? pages.returnUrl : pages.cancelUrl
  if (!page) return undefined
  const url = new URL(page)
  url.searchParams.set('token', id)
  if (isApproved) url.searchParams.set('PayerID', 'SANDBOXPAYER1')
  return url.href
}
