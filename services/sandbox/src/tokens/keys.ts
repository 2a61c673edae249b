import type { Db } from '@stoa/postgres'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import type { Tables } from '../tables.ts'

export interface SigningKey {
  readonly kid: string
  readonly privateKey: Awaited<ReturnType<typeof importJWK>>
  readonly publicJwk: JWK
  readonly createdAt: Date
}

/** The issuer's keys: all are published, and the newest that was published long enough signs. */
export interface Keyring {
  signing(): SigningKey
  published(): { keys: readonly JWK[] }
  /** Publishes a new key, which starts to sign after `announceMs`. */
  rotate(): Promise<{ readonly kid: string; readonly signsFrom: Date }>
}

export interface KeyringOptions {
  readonly now: () => Date
  /** Longer than verifiers cache the published keys. */
  readonly announceMs: number
}

const alg = 'RS256'

async function open(privateJwk: JWK, createdAt: Date): Promise<SigningKey> {
  const { kty, n, e } = privateJwk as { kty: string; n: string; e: string }
  const kid = await calculateJwkThumbprint({ kty, n, e })
  const privateKey = await importJWK(privateJwk, alg)
  return { kid, privateKey, createdAt, publicJwk: { kty, n, e, kid, alg, use: 'sig' } }
}

/** The newest key that is old enough, of keys in the order of their creation; the first while none is. */
export const signerAmong = <Key extends { readonly createdAt: Date }>(
  keys: readonly Key[],
  { now, announceMs }: KeyringOptions,
): Key | undefined =>
  keys.findLast(({ createdAt }) => now().getTime() - createdAt.getTime() >= announceMs) ?? keys[0]

/** Opens the keys in the database, so that tokens stay valid after a restart; the first start creates one. */
export async function openKeyring(db: Db<Tables>, options: KeyringOptions): Promise<Keyring> {
  const rows = await db
    .selectFrom('signing_keys')
    .select(['private_jwk', 'created_at'])
    .orderBy('created_at')
    .execute()
  const keys = await Promise.all(rows.map((row) => open(row.private_jwk as JWK, row.created_at)))

  const rotate = async () => {
    const pair = await generateKeyPair(alg, { modulusLength: 2048, extractable: true })
    const privateJwk = await exportJWK(pair.privateKey)
    const key = await open(privateJwk, options.now())
    await db
      .insertInto('signing_keys')
      .values({
        kid: key.kid,
        private_jwk: JSON.stringify(privateJwk),
        created_at: key.createdAt,
      })
      .execute()
    keys.push(key)
    const signsFrom = new Date(key.createdAt.getTime() + options.announceMs)
    return { kid: key.kid, signsFrom }
  }
  if (keys.length === 0) await rotate()

  return {
    signing() {
      const key = signerAmong(keys, options)
      if (!key) throw new Error('the keyring is empty')
      return key
    },
    published: () => ({ keys: keys.map((key) => key.publicJwk) }),
    rotate,
  }
}
