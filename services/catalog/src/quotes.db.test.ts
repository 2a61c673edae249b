import { maxQuoteLength, quoteClaims, quoteKeyAdded } from '@stoa/contracts'
import { decodeProtectedHeader, importJWK, type JWK, jwtVerify } from 'jose'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { as, mug, openTestCatalog, type TestCatalog } from './testing.ts'
import { announceKeys } from './use-cases/announce-keys.ts'
import { signingKey } from './use-cases/signing-key.ts'

let catalog: TestCatalog
beforeAll(async () => {
  catalog = await openTestCatalog(process.env.TEST_POSTGRES)
})
beforeEach(() => catalog.reset())
afterAll(() => catalog.close())

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
    const answer = await catalog.send('POST', '/v1/quotes', request)
    return {
      status: answer.status,
      ...((await answer.json()) as { quote: string; expiresAt: string }),
    }
  }
  beforeEach(async () => {
    await catalog.send('PUT', '/v1/products/MUG-1', mug)
  })

  it('is verified by the announced key and by no other', async () => {
    const { status, quote, expiresAt } = await issue()
    expect(status).toBe(201)
    const [key] = (await catalog.announced('catalog.quote_key_added')).map((data) =>
      quoteKeyAdded.schema.parse(data),
    )
    expect(key?.jwk).not.toHaveProperty('d')
    expect(decodeProtectedHeader(quote)).toMatchObject({ alg: 'ES256', kid: key?.kid })
    const { payload } = await jwtVerify(quote, await importJWK(key?.jwk as JWK, 'ES256'))
    const claims = quoteClaims.parse(payload)
    expect(claims).toMatchObject({ sub: 'trader-1', lines: request.lines })
    expect(new Date(claims.exp * 1000).toISOString()).toBe(expiresAt)
    await sql`truncate quote_keys`.execute(catalog.deps.db)
    const other = await signingKey(catalog.deps)
    await expect(jwtVerify(quote, await importJWK(other.publicJwk, 'ES256'))).rejects.toThrow(
      /signature/,
    )
  })

  it('that is longer than an order may bring is refused', async () => {
    const sku = 'S'.repeat(40)
    expect((await catalog.send('PUT', `/v1/products/${sku}`, mug)).status).toBeLessThan(300)
    const lines = (count: number) =>
      Array.from({ length: count }, () => ({ sku, quantity: 1, unitPriceMinor: 210 }))
    const issued = await catalog.send('POST', '/v1/quotes', { ...request, lines: lines(1400) })
    expect(((await issued.json()) as { quote: string }).quote.length).toBeLessThan(maxQuoteLength)
    const refused = await catalog.send('POST', '/v1/quotes', { ...request, lines: lines(2000) })
    expect([refused.status, await refused.json()]).toEqual([
      422,
      expect.objectContaining({
        errors: [{ field: '/lines', message: expect.stringContaining('characters more') }],
      }),
    ])
  })

  it('for a SKU that is not in the catalog is refused, naming the line', async () => {
    const answer = await catalog.send('POST', '/v1/quotes', {
      ...request,
      lines: [...request.lines, { sku: 'NONE', quantity: 1, unitPriceMinor: 1 }],
    })
    expect([answer.status, await answer.json()]).toMatchObject([
      422,
      { errors: [{ field: '/lines/2/sku' }] },
    ])
  })

  it('is refused to customers', async () => {
    expect((await catalog.send('POST', '/v1/quotes', request, as('trade'))).status).toBe(403)
  })
})

describe('the signing key', () => {
  const kids = async () =>
    (await catalog.announced('catalog.quote_key_added')).map(
      (data) => quoteKeyAdded.schema.parse(data).kid,
    )
  const daysLater = (days: number) => {
    catalog.clock.setTime(catalog.clock.getTime() + days * 24 * 3600 * 1000)
  }

  it('is the same for replicas that start at the same time', async () => {
    const keys = await Promise.all([1, 2, 3, 4].map(() => signingKey(catalog.deps)))
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(1)
    expect(await kids()).toHaveLength(1)
  })

  it('is replaced when it is too old, and announced while its quotes may be valid', async () => {
    const first = await signingKey(catalog.deps)
    daysLater(91)
    const second = await signingKey(catalog.deps)
    expect(second.kid).not.toBe(first.kid)
    await sql`truncate outbox`.execute(catalog.deps.db)
    await announceKeys(catalog.deps)
    expect((await kids()).sort()).toEqual([first.kid, second.kid].sort())
  })

  it('is listed and revoked by an operator alone; another one signs the next quote', async () => {
    const { kid } = await signingKey(catalog.deps)
    const operator = as('operator')
    const list = await catalog.app.request('/v1/quote-keys', { headers: operator })
    expect(await list.json()).toMatchObject({ keys: [{ kid }] })
    const path = `/v1/quote-keys/${kid}`
    expect((await catalog.send('DELETE', path, {}, as('sales'))).status).toBe(403)
    expect((await catalog.send('DELETE', path, {}, operator)).status).toBe(204)
    expect(await catalog.announced('catalog.quote_key_revoked')).toEqual([{ kid }])
    expect((await catalog.send('DELETE', path, {}, operator)).status).toBe(404)
    expect((await signingKey(catalog.deps)).kid).not.toBe(kid)
  })

  it('is deleted once its last quote has expired', async () => {
    const first = await signingKey(catalog.deps)
    daysLater(91 + 30)
    await signingKey(catalog.deps)
    await sql`truncate outbox`.execute(catalog.deps.db)
    await announceKeys(catalog.deps)
    expect(await kids()).not.toContain(first.kid)
  })
})
