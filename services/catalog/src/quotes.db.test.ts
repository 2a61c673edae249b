import { quoteClaims, quoteKeyAdded } from '@stoa/contracts'
import { decodeProtectedHeader, importJWK, type JWK, jwtVerify } from 'jose'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { as, mug, openShop, type Shop } from './testing.ts'
import { announceKeys, signingKey } from './use-cases/quote-key.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop(process.env.TEST_POSTGRES)
})
beforeEach(() => shop.empty())
afterAll(() => shop.close())

describe('a quote', () => {
  const request = {
    customerId: 'trader-1',
    currency: 'GBP',
    lines: [
      { sku: 'MUG-1', quantity: 12, unitPriceMinor: 210 },
      { sku: 'MUG-1', quantity: 12, unitPriceMinor: 200 },
    ],
    validSeconds: 600,
  }
  const issue = async () => {
    const answer = await shop.send('POST', '/v1/quotes', request)
    return {
      status: answer.status,
      ...((await answer.json()) as { quote: string; expiresAt: string }),
    }
  }
  beforeEach(async () => {
    await shop.send('PUT', '/v1/products/MUG-1', mug)
  })

  it('is verified by the key that was announced, and by no other', async () => {
    const { status, quote, expiresAt } = await issue()
    expect(status).toBe(201)
    const [key] = (await shop.said('catalog.quote_key_added')).map((data) =>
      quoteKeyAdded.schema.parse(data),
    )
    expect(key?.jwk).not.toHaveProperty('d')
    expect(decodeProtectedHeader(quote)).toMatchObject({ alg: 'ES256', kid: key?.kid })
    const { payload } = await jwtVerify(quote, await importJWK(key?.jwk as JWK, 'ES256'))
    const claims = quoteClaims.parse(payload)
    expect(claims).toMatchObject({ sub: 'trader-1', lines: request.lines })
    expect(new Date(claims.exp * 1000).toISOString()).toBe(expiresAt)
    await sql`truncate quote_keys`.execute(shop.deps.db)
    const other = await signingKey(shop.deps)
    await expect(jwtVerify(quote, await importJWK(other.publicJwk, 'ES256'))).rejects.toThrow(
      /signature/,
    )
  })

  it('for a SKU that is not in the catalog is refused naming the line', async () => {
    const answer = await shop.send('POST', '/v1/quotes', {
      ...request,
      lines: [...request.lines, { sku: 'NONE', quantity: 1, unitPriceMinor: 1 }],
    })
    expect([answer.status, await answer.json()]).toMatchObject([
      422,
      { errors: [{ field: '/lines/2/sku' }] },
    ])
  })

  it('is not given to customers', async () => {
    expect((await shop.send('POST', '/v1/quotes', request, as('trade'))).status).toBe(403)
  })
})

describe('the key of quotes', () => {
  const kids = async () =>
    (await shop.said('catalog.quote_key_added')).map((data) => quoteKeyAdded.schema.parse(data).kid)
  const daysLater = (days: number) => {
    shop.clock.setTime(shop.clock.getTime() + days * 24 * 3600 * 1000)
  }

  it('is one for all replicas that start together', async () => {
    const keys = await Promise.all([1, 2, 3, 4].map(() => signingKey(shop.deps)))
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(1)
    expect(await kids()).toHaveLength(1)
  })

  it('is followed by another when it is old, and stays announced while its quotes may be valid', async () => {
    const first = await signingKey(shop.deps)
    daysLater(91)
    const second = await signingKey(shop.deps)
    expect(second.kid).not.toBe(first.kid)
    await sql`truncate outbox`.execute(shop.deps.db)
    await announceKeys(shop.deps)
    expect((await kids()).sort()).toEqual([first.kid, second.kid].sort())
  })

  it('is forgotten once its last quote has expired', async () => {
    const first = await signingKey(shop.deps)
    daysLater(91 + 30)
    await signingKey(shop.deps)
    await sql`truncate outbox`.execute(shop.deps.db)
    await announceKeys(shop.deps)
    expect(await kids()).not.toContain(first.kid)
  })
})
