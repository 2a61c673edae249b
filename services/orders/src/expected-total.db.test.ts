import { v7 as uuidv7 } from 'uuid'
import { expect, it } from 'vitest'
import { deps, json, onFreshDatabase, order, place, received } from './testing.ts'
import { projectCatalog } from './use-cases/project-catalog.ts'

onFreshDatabase()

const mugCosts = (priceMinor: number, revision: number) => {
  const product = { sku: 'MUG', name: 'MUG', priceMinor, currency: 'GBP', weightGrams: 100 }
  const data = { ...product, active: true, revision }
  return projectCatalog(deps, [received('catalog.product_changed', data) as never])
}

it('an order is placed at the total that it expects', async () => {
  const answer = await place(order({ expectedTotalMinor: 1250 }))
  expect(answer.status).toBe(202)
  expect(await json(answer)).toMatchObject({ totalMinor: 1250 })
})

it('another total is a problem with the new one, and the key may be used again', async () => {
  const key = { 'idempotency-key': uuidv7() }
  const refused = await place(order({ expectedTotalMinor: 1249 }), key)
  expect(refused.status).toBe(422)
  expect(await json(refused)).toMatchObject({
    ...{ type: 'price-changed', code: 'price_changed', totalMinor: 1250, currency: 'GBP' },
    detail: 'the order costs 1250 minor units of GBP now, not 1249',
  })
  expect((await place(order({ expectedTotalMinor: 1250 }), key)).status).toBe(202)
})

it('a repeated request gets its first answer, whatever the order would cost now', async () => {
  const key = { 'idempotency-key': uuidv7() }
  const body = order({ expectedTotalMinor: 1250 })
  const first = await (await place(body, key)).text()
  await mugCosts(600, 2)
  const second = await place(body, key)
  expect({ status: second.status, text: await second.text() }).toEqual({ status: 202, text: first })
  expect((await place(body)).status).toBe(422)
  await mugCosts(500, 3)
})
