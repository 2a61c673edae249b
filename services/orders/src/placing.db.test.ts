import { connectPostgres } from '@stoa/postgres'
import { AppError, createLog } from '@stoa/service'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { createApp } from './app.ts'
import type { Database } from './tables.ts'
import {
  address,
  as,
  deps,
  edge,
  json,
  onFreshDatabase,
  order,
  place,
  placed,
  received,
} from './testing.ts'
import { projectCatalog } from './use-cases/project-catalog.ts'

onFreshDatabase()

describe('placing', () => {
  it('prices lines by the catalog and answers 202', async () => {
    const answer = await place(order())
    expect(answer.status).toBe(202)
    expect(await json(answer)).toMatchObject({
      status: 'placed',
      totalMinor: 1250,
      currency: 'GBP',
    })
  })

  it('takes many at once, each with its own answer', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        place(order(n % 4 === 0 ? { lines: [{ sku: 'NOPE', quantity: 1 }] } : {})),
      ),
    )
    expect(answers.filter(({ status }) => status === 422)).toHaveLength(10)
    const ids = await Promise.all(answers.filter(({ status }) => status === 202).map(json))
    expect(new Set(ids.map(({ orderId }) => orderId)).size).toBe(30)
  })

  it('answers a repeated key with the same bytes and makes no second order', async () => {
    const key = { 'idempotency-key': uuidv7() }
    const first = await (await place(order(), key)).text()
    const turned = Object.fromEntries(Object.entries(order()).reverse())
    const second = await place(turned, key)
    expect(second.status).toBe(202)
    expect(await second.text()).toBe(first)
  })

  it('refuses a key that was used with another body, and one that is being worked on', async () => {
    const key = { 'idempotency-key': uuidv7() }
    await place(order(), key)
    expect((await place(order({ currency: 'EUR' }), key)).status).toBe(422)
    const twin = { 'idempotency-key': uuidv7() }
    const twins = await Promise.all([place(order(), twin), place(order(), twin)])
    expect(twins.map(({ status }) => status).sort()).toEqual([202, 409])
  })

  it('refuses a total that no provider of the payment method takes, and takes it on account', async () => {
    const dinars = {
      priceMinor: 5_124,
      currency: 'KWD',
      weightGrams: 100,
      active: true,
      revision: 1,
    }
    const product = { sku: 'DALLAH', name: 'Dallah', ...dinars }
    await projectCatalog(deps, [received('catalog.product_changed', product) as never])
    const paidBy = (type: string, quantity = 1) =>
      place(
        order({
          lines: [{ sku: 'DALLAH', quantity }],
          currency: 'KWD',
          payment: type === 'account' ? { type } : { type, token: 'pm_card_visa' },
        }),
      )
    const refused = await paidBy('card')
    expect(refused.status).toBe(422)
    expect(await json(refused)).toMatchObject({ errors: [{ field: '/payment/type' }] })
    expect((await paidBy('paypal', 5)).status).toBe(422)
    expect((await paidBy('card', 5)).status).toBe(202)
    expect((await paidBy('account')).status).toBe(202)
  })

  it('keeps keys of different customers apart', async () => {
    const key = { 'idempotency-key': uuidv7() }
    const mine = await json(await place(order(), key))
    const theirs = await json(await place(order(), { ...key, ...as('c-2') }))
    expect(theirs.orderId).not.toBe(mine.orderId)
  })

  const rows: [string, unknown, number, string[]][] = [
    ['an unknown SKU', order({ lines: [{ sku: 'NOPE', quantity: 1 }] }), 422, ['/lines/0/sku']],
    [
      'a product no longer sold',
      order({ lines: [{ sku: 'OLD', quantity: 1 }] }),
      422,
      ['/lines/0/sku'],
    ],
    [
      'a quantity of zero',
      order({ lines: [{ sku: 'MUG', quantity: 0 }] }),
      422,
      ['/lines/0/quantity'],
    ],
    [
      'a duplicate line',
      order({
        lines: [
          { sku: 'MUG', quantity: 1 },
          { sku: 'MUG', quantity: 1 },
        ],
      }),
      422,
      ['/lines/1/sku'],
    ],
    ['no lines', order({ lines: [] }), 422, ['/lines']],
    ['a currency that does not exist', order({ currency: 'XXQ' }), 422, ['/currency']],
    [
      'a currency without prices',
      order({ currency: 'EUR' }),
      422,
      ['/lines/0/sku', '/lines/1/sku'],
    ],
    [
      'a price sent along',
      order({ lines: [{ sku: 'MUG', quantity: 1, priceMinor: 1 }], totalMinor: 1 }),
      422,
      ['/lines/0/priceMinor', '/totalMinor'],
    ],
    [
      'fields that an address does not have',
      order({ delivery: { carrier: 'ups', address: { ...address, state: 'NY', county: 'x' } } }),
      422,
      ['/delivery/address/state', '/delivery/address/county'],
    ],
    [
      'NUL in the name of the recipient',
      order({ delivery: { carrier: 'ups', address: { ...address, name: 'A\0' } } }),
      422,
      ['/delivery/address/name'],
    ],
    [
      'half of a surrogate pair in the token of a card',
      order({ payment: { type: 'card', token: 'pm_\ud83d' } }),
      422,
      ['/payment/token'],
    ],
    [
      'more pieces on its lines than a parcel may have',
      order({
        lines: [
          { sku: 'MUG', quantity: 600_000 },
          { sku: 'CUP', quantity: 600_000 },
        ],
      }),
      422,
      ['/lines'],
    ],
    [
      'several bad fields at once',
      { ...order(), currency: 'nope', payment: { type: 'cash' } },
      422,
      ['/currency', '/payment/type'],
    ],
    ['a body that is not JSON', '{', 400, []],
    ['a body over its limit', 'x'.repeat(300_000), 413, []],
  ]
  it.each(rows)('refuses %s and names every bad field', async (_, body, status, fields) => {
    const answer = await place(body)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    const problem = (await answer.json()) as { errors?: { field: string }[] }
    expect((problem.errors ?? []).map(({ field }) => field)).toEqual(fields)
  })

  it('wants a key, a JSON body and verified claims', async () => {
    expect((await place(order(), { 'idempotency-key': '' })).status).toBe(400)
    expect((await place(order(), { 'idempotency-key': 'a'.repeat(256) })).status).toBe(400)
    expect((await place(order(), { 'content-type': 'text/plain' })).status).toBe(415)
    expect((await place(order(), { 'x-stoa-claims': '' })).status).toBe(401)
  })

  it('does not believe claims from anyone but the edge', async () => {
    const forged = {
      'x-forwarded-client-cert': `URI=spiffe://${edge},By=x;URI=spiffe://cluster.local/ns/commerce/sa/sandbox`,
    }
    expect((await place(order(), forged)).status).toBe(401)
  })

  it('answers 503 with a time to come back while no order is accepted, and cancels and reads go on', async () => {
    const orderId = await placed()
    const admit = () => {
      throw new AppError('unavailable', 'later', { retryAfterSeconds: 5 })
    }
    const closed = createApp(
      { ...deps, admit },
      { trustedForwarders: [edge], ready: async () => undefined },
    )
    const headers = { 'content-type': 'application/json', ...as('c-1') }
    const ask = (path: string, body?: object) =>
      closed.request(`/v1/orders${path}`, {
        headers: { ...headers, 'idempotency-key': uuidv7() },
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
      })
    const refused = await ask('', order())
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('5')
    expect((await ask(`/${orderId}`)).status).toBe(200)
    expect((await ask(`/${orderId}/cancel`, {})).status).toBe(202)
  })

  it('answers 503 with a time to come back while the database is away', async () => {
    const db = connectPostgres<Database>('postgres://orders:x@/orders?host=/no/such/folder', {
      poolSize: 2,
    })
    const away = createApp(
      { ...deps, db, log: createLog('orders', 'fatal') },
      { trustedForwarders: [edge], ready: async () => undefined },
    )
    const refused = await away.request('/v1/orders', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': uuidv7(), ...as('c-1') },
      body: JSON.stringify(order()),
    })
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('5')
    await db.destroy()
  })

  it('never shows the message of an inside error', async () => {
    const broken = createApp(
      { ...deps, db: undefined as never, log: createLog('orders', 'error') },
      { trustedForwarders: [edge], ready: async () => undefined },
    )
    const answer = await broken.request(`/v1/orders/${uuidv7()}`, { headers: as('c-1') })
    expect(answer.status).toBe(500)
    expect(await answer.text()).not.toMatch(/undefined|execut/i)
  })
})
