import type { Dimensions } from '@stoa/contracts'
import type { EventTables } from '@stoa/events'
import type { JWK } from 'jose'
import type { Generated, JSONColumnType } from 'kysely'

export interface Database extends EventTables {
  products: {
    sku: string
    name: string
    price_minor: number
    currency: string
    weight_grams: number
    dimensions: Dimensions | null
    active: boolean
    /** Grows by 1 with each change. */
    revision: Generated<number>
    updated_at: Generated<Date>
  }
  /** ES256 keys of quotes that may be valid; the newest signs. */
  quote_keys: {
    kid: string
    private_jwk: JSONColumnType<JWK>
    public_jwk: JSONColumnType<JWK>
    created_at: Date
  }
}
