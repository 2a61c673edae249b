import type { ColumnType, JSONColumnType } from 'kysely'

type Stamp = ColumnType<Date, Date | undefined, Date>

export interface Tables {
  signing_keys: { kid: string; private_jwk: JSONColumnType<JsonWebKey>; created_at: Stamp }
  /** The providers' records: payment intents, PayPal orders, shipments. */
  objects: { id: string; kind: string; ref: string | null; body: unknown; updated_at: Stamp }
  /** The first answer to each idempotency key. */
  answers: { key: string; fingerprint: string; status: number; body: string; created_at: Stamp }
}

type JsonWebKey = Record<string, unknown>
