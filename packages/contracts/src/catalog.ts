import { z } from 'zod'
import { dimensions } from './dimensions.ts'
import { defineMessage } from './message.ts'
import { amountMinor, currency } from './money.ts'
import { customerId, quantity, sku } from './shared.ts'
import { messageText, token } from './text.ts'

/** A product was created or changed. `revision` grows by 1 with each change, so that a consumer can ignore an older one. */
export const productChanged = defineMessage(
  'catalog.product_changed',
  z.object({
    sku,
    name: messageText(200),
    priceMinor: amountMinor,
    currency,
    weightGrams: z.int().min(1).max(1_000_000),
    dimensions: dimensions.optional(),
    active: z.boolean(),
    revision: z.int().min(1),
  }),
)

/** Quotes with this `kid` are verified with this public key (JWK, ES256). */
export const quoteKeyAdded = defineMessage(
  'catalog.quote_key_added',
  z.object({ kid: token(64), jwk: z.record(z.string(), z.unknown()) }),
)

/** Quotes with this `kid` are not valid any more, whenever they were signed. */
export const quoteKeyRevoked = defineMessage(
  'catalog.quote_key_revoked',
  z.object({ kid: token(64) }),
)

export const quoteIssuer = 'catalog'

/** How many orders may use a quote. */
export const quoteUses = z.int().min(1).max(1_000_000)

/** The most characters of a signed quote, so that an order with it stays within its 256 KiB. */
export const maxQuoteLength = 200_000

/** The payload of a quote: prices negotiated with the customer `sub`, signed by the catalog (JWS, ES256). */
export const quoteClaims = z.object({
  iss: z.literal(quoteIssuer),
  sub: customerId,
  jti: token(64),
  iat: z.int(),
  exp: z.int(),
  currency,
  lines: z
    .array(z.object({ sku, quantity, unitPriceMinor: amountMinor }))
    .min(1)
    .max(2000),
  maxUses: quoteUses.default(1),
})
export type QuoteClaims = z.infer<typeof quoteClaims>
