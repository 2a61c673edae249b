import { quoteKeyAdded } from '@stoa/contracts'
import { type Announcement, announce } from '@stoa/events'
import { inTransaction, type Trx } from '@stoa/postgres'
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose'
import type { Deps } from '../deps.ts'
import { isExpired, isSigning } from '../quote.ts'
import {
  deleteQuoteKeys,
  insertQuoteKey,
  lockQuoteKeys,
  type QuoteKey,
  readQuoteKeys,
} from '../store/quote-keys.ts'
import type { Database } from '../tables.ts'
import type { Published } from '../topology.ts'

export const keyAdded = ({ kid, publicJwk }: QuoteKey): Announcement<Published> =>
  announce(quoteKeyAdded, kid, { kid, jwk: { ...publicJwk } })

async function generateKey(createdAt: Date): Promise<QuoteKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  const publicJwk = await exportJWK(publicKey)
  const kid = await calculateJwkThumbprint(publicJwk)
  const common = { kid, alg: 'ES256', use: 'sig' }
  return {
    kid,
    privateJwk: { ...(await exportJWK(privateKey)), ...common },
    publicJwk: { ...publicJwk, ...common },
    createdAt,
  }
}

/** Adds and announces a new key unless another replica just did, and deletes expired ones. */
async function rotateKeys(deps: Deps, trx: Trx<Database>): Promise<QuoteKey> {
  await lockQuoteKeys(trx)
  const now = deps.now()
  const keys = await readQuoteKeys(trx)
  const [newest] = keys
  if (newest && isSigning(newest.createdAt, now, deps.quoteKeyDays)) return newest
  const key = await generateKey(now)
  await insertQuoteKey(trx, key)
  const expired = keys.filter(({ createdAt }) => isExpired(createdAt, now, deps.quoteKeyDays))
  await deleteQuoteKeys(
    trx,
    expired.map(({ kid }) => kid),
  )
  await deps.outbox.add(trx, [keyAdded(key)])
  return key
}

/** The key that every replica signs with; a new one is created if there is none or the newest is too old. */
export async function signingKey(deps: Deps): Promise<QuoteKey> {
  const [newest] = await readQuoteKeys(deps.db)
  if (newest && isSigning(newest.createdAt, deps.now(), deps.quoteKeyDays)) return newest
  return inTransaction(deps.db, (trx) => rotateKeys(deps, trx))
}
