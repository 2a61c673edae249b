import { quoteIssuer } from '@stoa/contracts'
import { connectPostgres } from '@stoa/postgres'
import { createLog } from '@stoa/service'
import { decodeProtectedHeader, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { createApp } from './app.ts'
import type { Database } from './tables.ts'
import {
  address,
  as,
  clock,
  deps,
  edge,
  json,
  later,
  onFreshDatabase,
  order,
  place,
  post,
  received,
  reply,
} from './testing.ts'
import { projectCatalog } from './use-cases/project-catalog.ts'

onFreshDatabase()

interface Terms {
  readonly sub?: string
  readonly maxUses?: number
  readonly isKnown?: boolean
}
async function quote({ sub = 'c-1', maxUses, isKnown = true }: Terms = {}) {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const kid = uuidv7()
  const key = { kid, jwk: await exportJWK(publicKey) }
  if (isKnown) await projectCatalog(deps, [received('catalog.quote_key_added', key) as never])
  const lines = [{ sku: 'MUG', quantity: 3, unitPriceMinor: 123 }]
  return new SignJWT({ currency: 'GBP', lines, ...(maxUses && { maxUses }) })
    .setProtectedHeader({ alg: 'ES256', kid })
    .setIssuer(quoteIssuer)
    .setSubject(sub)
    .setJti(kid)
    .setIssuedAt(clock())
    .setExpirationTime(new Date(clock().getTime() + 60_000))
    .sign(privateKey)
}
const byQuote = (text: string) => ({
  quote: text,
  payment: { type: 'account' },
  delivery: { carrier: 'own-fleet', address },
})
const statusOf = async (text: string) => (await place(byQuote(text))).status

it('a quote sets the price for the customer it was signed for', async () => {
  expect(await json(await place(byQuote(await quote())))).toMatchObject({ totalMinor: 369 })
})

it('a quote is refused for another customer, from another signer, when expired, or beside lines', async () => {
  expect(await statusOf(await quote({ sub: 'c-2' }))).toBe(422)
  expect(await statusOf(await quote({ isKnown: false }))).toBe(422)
  const old = await quote()
  later(120_000)
  expect(await statusOf(old)).toBe(422)
  expect((await place({ ...order(), quote: old })).status).toBe(422)
})

describe('the uses of a quote', () => {
  it('are one unless it says more; the refusal names the field', async () => {
    const once = await quote()
    expect([await statusOf(once), await statusOf(once)]).toEqual([202, 422])
    expect(await json(await place(byQuote(once)))).toMatchObject({
      detail: 'the quote is used up; request a new one',
      errors: [{ field: '/quote', message: 'must have a use left: 1 order may use it' }],
    })
    const twice = await quote({ maxUses: 2 })
    expect([await statusOf(twice), await statusOf(twice), await statusOf(twice)]).toEqual([
      ...[202, 202, 422],
    ])
  })

  it('are not more when requests come at once, and other orders of the batch are placed', async () => {
    const text = await quote({ maxUses: 3 })
    const answers = await Promise.all([
      ...Array.from({ length: 8 }, () => place(byQuote(text))),
      ...Array.from({ length: 4 }, () => place(order())),
    ])
    const accepted = answers.map(({ status }) => status === 202)
    expect(accepted.slice(0, 8).filter(Boolean)).toHaveLength(3)
    expect(accepted.slice(8)).toEqual([true, true, true, true])
  })

  it('are not more when two replicas take requests at once', async () => {
    const options = { trustedForwarders: [edge], ready: async () => undefined }
    const replicas = [1, 2].map(() => createApp(deps, options))
    const text = await quote({ maxUses: 5 })
    const body = JSON.stringify(byQuote(text))
    const headers = () => ({
      ...{ 'content-type': 'application/json', 'idempotency-key': uuidv7() },
      ...as('c-1'),
    })
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        replicas[n % 2]?.request('/v1/orders', { method: 'POST', headers: headers(), body }),
      ),
    )
    const statuses = answers.map((answer) => answer?.status)
    expect(statuses.filter((status) => status === 202)).toHaveLength(5)
    expect(statuses.filter((status) => status === 422)).toHaveLength(55)
  })

  it('are not counted again for a repeated request, which gets its first answer, also after it expired', async () => {
    const text = await quote()
    const key = { 'idempotency-key': uuidv7() }
    const first = await (await place(byQuote(text), key)).text()
    expect(await (await place(byQuote(text), key)).text()).toBe(first)
    later(120_000)
    const last = await place(byQuote(text), key)
    expect({ status: last.status, text: await last.text() }).toEqual({ status: 202, text: first })
  })

  it('are given back by an order that was cancelled, once', async () => {
    const text = await quote()
    const { orderId = '' } = await json(await place(byQuote(text)))
    expect(await statusOf(text)).toBe(422)
    await reply('inventory.rejected', orderId, { skus: ['MUG'] })
    await post(`/v1/orders/${orderId}/cancel`, {}, as('c-1'))
    expect([await statusOf(text), await statusOf(text)]).toEqual([202, 422])
  })
})

it('a quote whose key was revoked is refused, also when the key is announced once more', async () => {
  const text = await quote({ maxUses: 9 })
  expect(await statusOf(text)).toBe(202)
  const { kid } = decodeProtectedHeader(text)
  await projectCatalog(deps, [received('catalog.quote_key_revoked', { kid }) as never])
  expect(await statusOf(text)).toBe(422)
  const jwk = await exportJWK((await generateKeyPair('ES256')).publicKey)
  await projectCatalog(deps, [received('catalog.quote_key_added', { kid, jwk }) as never])
  expect(await json(await place(byQuote(text)))).toMatchObject({
    detail: 'the quote is invalid or has expired; request a new one',
  })
})

it('a quote is not refused as invalid because the database is away', async () => {
  const down = {
    ...deps,
    db: connectPostgres<Database>('postgres://orders:x@/orders?host=/no/such/folder', {
      poolSize: 2,
    }),
    log: createLog('orders', 'fatal'),
  }
  const app = createApp(down, { trustedForwarders: [edge], ready: async () => undefined })
  const answer = await app.request('/v1/orders', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': uuidv7(), ...as('c-1') },
    body: JSON.stringify(byQuote(await quote())),
  })
  expect(answer.status).toBe(503)
  await down.db.destroy()
})
