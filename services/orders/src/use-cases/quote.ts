import { type QuoteClaims, quoteClaims, quoteIssuer } from '@stoa/contracts'
import { isTransient } from '@stoa/postgres'
import { AppError } from '@stoa/service'
import { type CryptoKey, decodeProtectedHeader, importJWK, type JWK, jwtVerify } from 'jose'
import type { Deps } from '../deps.ts'
import { findQuoteKey } from '../store/prices.ts'
import { unavailable } from './unavailable.ts'

const imported = new Map<string, CryptoKey | Uint8Array>()

async function keyOf(deps: Deps, quote: string) {
  const { kid } = decodeProtectedHeader(quote)
  if (!kid) throw new Error('the quote has no kid in its header')
  const jwk = await findQuoteKey(deps.db, kid)
  if (!jwk) throw new Error('the key of the quote is unknown or revoked')
  const key = imported.get(kid) ?? (await importJWK(jwk as JWK, 'ES256'))
  imported.set(kid, key)
  return key
}

/**
 * The prices that the catalog signed for this customer; or an error when the quote is invalid or has expired. Throws 503 when
 * the database is away.
 */
export async function readQuote(
  deps: Deps,
  quote: string,
  customerId: string,
): Promise<QuoteClaims | AppError> {
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
    if (isTransient(error)) throw unavailable(deps, error)
    deps.log.info({ err: error }, 'quote rejected')
    return new AppError('invalid', 'the quote is invalid or has expired; request a new one', {
      errors: [
        {
          field: '/quote',
          message: 'must be a valid quote for this customer that has not expired',
        },
      ],
    })
  }
}
