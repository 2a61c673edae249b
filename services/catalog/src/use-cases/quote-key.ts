import { quoteKeyAdded } from '@stoa/contracts'
import { announce, enqueue } from '@stoa/events'
import { inTransaction, type Trx } from '@stoa/postgres'
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose'
import type { Deps } from '../deps.ts'
import { isSpent, mayStillSign } from '../quote.ts'
import {
  deleteQuoteKeys,
  insertQuoteKey,
  lockQuoteKeys,
  type QuoteKey,
  readQuoteKeys,
} from '../store/quote-keys.ts'
import type { Database } from '../tables.ts'

const announceKey = ({ kid, publicJwk }: QuoteKey) =>
  announce(quoteKeyAdded, kid, { kid, jwk: { ...publicJwk } })

async function makeKey(createdAt: Date): Promise<QuoteKey> {
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

async function renewKeys(deps: Deps, trx: Trx<Database>): Promise<readonly QuoteKey[]> {
  await lockQuoteKeys(trx)
  const now = deps.now()
  const keys = await readQuoteKeys(trx)
  const [newest] = keys
  if (newest && mayStillSign(newest.createdAt, now, deps.quoteKeyDays)) return keys
  const key = await makeKey(now)
  await insertQuoteKey(trx, key)
  const spent = keys.filter(({ createdAt }) => isSpent(createdAt, now, deps.quoteKeyDays))
  await deleteQuoteKeys(
    trx,
    spent.map(({ kid }) => kid),
  )
  await enqueue(trx, [announceKey(key)])
  return [key, ...keys.filter((one) => !spent.includes(one))]
}

/** The key that all replicas sign with; made when there is none and when the last one is too old. */
export async function signingKey(deps: Deps): Promise<QuoteKey> {
  const [newest] = await readQuoteKeys(deps.db)
  if (newest && mayStillSign(newest.createdAt, deps.now(), deps.quoteKeyDays)) return newest
  const [key] = await inTransaction(deps.db, (trx) => renewKeys(deps, trx))
  if (!key) throw new Error('there is no quote key')
  return key
}

/** At each start: says every key whose quotes may be valid, so that whoever missed it can check them. */
export async function announceKeys(deps: Deps): Promise<void> {
  await signingKey(deps)
  await inTransaction(deps.db, async (trx) => {
    const keys = await readQuoteKeys(trx)
    await enqueue(trx, keys.map(announceKey))
  })
}
