import { type QuoteClaims, quoteClaims, quoteIssuer } from '@stoa/contracts'
import { AppError } from '@stoa/service'
import { type CryptoKey, decodeProtectedHeader, importJWK, type JWK, jwtVerify } from 'jose'
import type { Deps } from '../deps.ts'
import { findQuoteKey } from '../store/prices.ts'

const keys = new Map<string, CryptoKey | Uint8Array>()

async function keyOf(deps: Deps, quote: string) {
  const { kid } = decodeProtectedHeader(quote)
  if (!kid) throw new Error('a quote names its key')
  const known = keys.get(kid)
  if (known) return known
  const jwk = await findQuoteKey(deps.db, kid)
  if (!jwk) throw new Error('the key is not known here')
  const key = await importJWK(jwk as JWK, 'ES256')
  keys.set(kid, key)
  return key
}

/** The prices that the catalog signed for this customer; throws when they are not, or no longer, valid. */
export async function readQuote(
  deps: Deps,
  quote: string,
  customerId: string,
): Promise<QuoteClaims> {
  try {
    const key = await keyOf(deps, quote)
    const { payload } = await jwtVerify(quote, key, {
      algorithms: ['ES256'],
      issuer: quoteIssuer,
      subject: customerId,
      currentDate: deps.now(),
    })
    return quoteClaims.parse(payload)
  } catch (error) {
    deps.log.info({ err: error }, 'quote refused')
    throw new AppError('invalid', 'the quote is not valid', {
      errors: [{ field: '/quote', message: 'is not a valid quote for this customer' }],
    })
  }
}
