import { importJWK, SignJWT } from 'jose'
import type { Deps } from '../deps.ts'
import { type QuoteRequest, quoteOf, refuseLongQuote } from '../quote.ts'
import { findProducts } from '../store/products.ts'
import { signingKey } from './signing-key.ts'

export interface IssuedQuote {
  /** A JWS in compact form. */
  readonly quote: string
  readonly expiresAt: string
}

/** Signs prices negotiated with one customer; the quote is not stored. */
export async function issueQuote(deps: Deps, request: QuoteRequest): Promise<IssuedQuote> {
  const products = await findProducts(
    deps.db,
    request.lines.map(({ sku }) => sku),
  )
  const catalogSkus = new Set(products.map(({ sku }) => sku))
  const claims = quoteOf(request, catalogSkus, { quoteId: deps.newId(), at: deps.now() })
  const { kid, privateJwk } = await signingKey(deps)
  const quote = await new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' })
    .sign(await importJWK(privateJwk, 'ES256'))
  refuseLongQuote(quote)
  return { quote, expiresAt: new Date(claims.exp * 1000).toISOString() }
}
