import { importJWK, SignJWT } from 'jose'
import type { Deps } from '../deps.ts'
import { type QuoteRequest, quoteOf } from '../quote.ts'
import { findProducts } from '../store/products.ts'
import { signingKey } from './quote-key.ts'

export interface IssuedQuote {
  /** JWS, compact. */
  readonly quote: string
  readonly expiresAt: string
}

/** Signs prices negotiated with one customer; nothing is kept of it. */
export async function issueQuote(deps: Deps, request: QuoteRequest): Promise<IssuedQuote> {
  const products = await findProducts(
    deps.db,
    request.lines.map(({ sku }) => sku),
  )
  const known = new Set(products.map(({ sku }) => sku))
  const claims = quoteOf(request, known, { quoteId: deps.newId(), at: deps.now() })
  const { kid, privateJwk } = await signingKey(deps)
  const quote = await new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' })
    .sign(await importJWK(privateJwk, 'ES256'))
  return { quote, expiresAt: new Date(claims.exp * 1000).toISOString() }
}
