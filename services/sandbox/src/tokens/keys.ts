import type { Db } from '@stoa/postgres'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import type { Tables } from '../tables.ts'

export interface SigningKey {
  readonly kid: string
  readonly privateKey: Awaited<ReturnType<typeof importJWK>>
  readonly publicJwk: JWK
}

/** The issuer's keys: the newest signs, every one of them is published. */
export interface Keyring {
  newest(): SigningKey
  published(): { keys: readonly JWK[] }
  rotate(): Promise<SigningKey>
}

const alg = 'RS256'

async function open(privateJwk: JWK): Promise<SigningKey> {
  const { kty, n, e } = privateJwk as { kty: string; n: string; e: string }
  const kid = await calculateJwkThumbprint({ kty, n, e })
  const privateKey = await importJWK(privateJwk, alg)
  return { kid, privateKey, publicJwk: { kty, n, e, kid, alg, use: 'sig' } }
}

/** Keys live in the database, so that tokens outlive a restart; the first start makes one. */
export async function openKeyring(db: Db<Tables>): Promise<Keyring> {
  const rows = await db
    .selectFrom('signing_keys')
    .select('private_jwk')
    .orderBy('created_at')
    .execute()
  const keys = await Promise.all(rows.map((row) => open(row.private_jwk as JWK)))

  const rotate = async () => {
    const pair = await generateKeyPair(alg, { modulusLength: 2048, extractable: true })
    const privateJwk = await exportJWK(pair.privateKey)
    const key = await open(privateJwk)
    await db
      .insertInto('signing_keys')
      .values({ kid: key.kid, private_jwk: JSON.stringify(privateJwk) })
      .execute()
    keys.push(key)
    return key
  }
  if (keys.length === 0) await rotate()

  return {
    newest() {
      const key = keys.at(-1)
      if (!key) throw new Error('the keyring is empty')
      return key
    },
    published: () => ({ keys: keys.map((key) => key.publicJwk) }),
    rotate,
  }
}
