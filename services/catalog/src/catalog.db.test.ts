import { productChanged } from '@stoa/contracts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { as, mug, openTestCatalog, type TestCatalog } from './testing.ts'

let catalog: TestCatalog
beforeAll(async () => {
  catalog = await openTestCatalog(process.env.TEST_POSTGRES)
})
beforeEach(() => catalog.reset())
afterAll(() => catalog.close())

describe('a product', () => {
  it('is written, read and announced with its revision', async () => {
    const answer = await catalog.send('PUT', '/v1/products/MUG-1', mug)
    const product = { sku: 'MUG-1', ...mug, active: true, revision: 1 }
    expect([answer.status, await answer.json()]).toEqual([200, product])
    expect(await catalog.get('/v1/products/MUG-1')).toEqual(product)
    expect(
      (await catalog.announced('catalog.product_changed')).map((data) =>
        productChanged.schema.parse(data),
      ),
    ).toEqual([product])
  })

  it('written unchanged keeps its revision and is not announced; a change increases the revision by one', async () => {
    for (const priceMinor of [295, 295, 310])
      await catalog.send('PUT', '/v1/products/MUG-1', { ...mug, priceMinor })
    expect(await catalog.get('/v1/products/MUG-1')).toMatchObject({ priceMinor: 310, revision: 2 })
    expect(await catalog.announced('catalog.product_changed')).toMatchObject([
      { revision: 1 },
      { priceMinor: 310, revision: 2 },
    ])
  })

  it('keeps its dimensions and announces them; a change of one side, and none any more, is a change', async () => {
    const written = [300, 300, 310, undefined].map((lengthMm) => ({
      ...mug,
      ...(lengthMm && { dimensions: { lengthMm, widthMm: 120, heightMm: 100 } }),
    }))
    for (const body of written) {
      const answer = await catalog.send('PUT', '/v1/products/MUG-1', body)
      expect(await answer.json()).toEqual({
        ...{ sku: 'MUG-1', ...body, active: true, revision: expect.any(Number) },
      })
    }
    expect(
      (await catalog.announced('catalog.product_changed')).map((data) =>
        productChanged.schema.parse(data),
      ),
    ).toEqual(
      [written[0], written[2], written[3]].map((body, index) => ({
        ...{ sku: 'MUG-1', ...body, active: true, revision: index + 1 },
      })),
    )
  })

  it('changed concurrently gets a revision for each change', async () => {
    await Promise.all(
      [1, 2, 3, 4, 5, 6].map((priceMinor) =>
        catalog.send('PUT', '/v1/products/MUG-1', { ...mug, priceMinor }),
      ),
    )
    const revisions = (await catalog.announced('catalog.product_changed')).map(
      (data) => productChanged.schema.parse(data).revision,
    )
    expect(revisions.sort()).toEqual([1, 2, 3, 4, 5, 6])
  })

  it.each([
    ['a caller without a token', {}, 401],
    ['a trade customer', as('trade'), 403],
  ])('cannot be written by %s', async (_, headers, status) => {
    expect((await catalog.send('PUT', '/v1/products/MUG-1', mug, headers)).status).toBe(status)
    expect((await catalog.app.request('/v1/products/MUG-1')).status).toBe(404)
  })

  it('with invalid fields is refused, naming each', async () => {
    const answer = await catalog.send('PUT', '/v1/products/MUG-1', {
      name: ' ',
      priceMinor: 1.5,
      currency: 'ZZZ',
      weightGrams: 0,
      dimensions: { lengthMm: 0, widthMm: 20_001, heightMm: 1.5, depthMm: 1 },
    })
    const problem = (await answer.json()) as { errors: { field: string }[] }
    expect(answer.status).toBe(422)
    expect(problem.errors.map(({ field }) => field).sort()).toEqual([
      '/currency',
      '/dimensions/depthMm',
      '/dimensions/heightMm',
      '/dimensions/lengthMm',
      '/dimensions/widthMm',
      '/name',
      '/priceMinor',
      '/weightGrams',
    ])
  })
})

describe('many products', () => {
  const many = Array.from({ length: 600 }, (_, index) => ({
    sku: `P${String(index).padStart(3, '0')}`,
    ...mug,
    name: index % 2 ? `Lamp ${index}` : `Chair 100%_${index}`,
    active: index !== 5,
  }))

  it('are written together and all announced', async () => {
    expect((await catalog.send('PUT', '/v1/products', many)).status).toBe(200)
    const announced = (await catalog.announced('catalog.product_changed')).map((data) =>
      productChanged.schema.parse(data),
    )
    expect(announced.map(({ sku }) => sku).sort()).toEqual(many.map(({ sku }) => sku))
  })

  it('are all refused if one of them is invalid', async () => {
    const answer = await catalog.send('PUT', '/v1/products', [
      ...many.slice(0, 2),
      { ...many[2], priceMinor: -1 },
    ])
    expect(answer.status).toBe(422)
    expect(await answer.json()).toMatchObject({ errors: [{ field: '/2/priceMinor' }] })
    expect(await catalog.get('/v1/products')).toEqual({ products: [] })
  })

  it('are listed page by page, each active one once', async () => {
    await catalog.send('PUT', '/v1/products', many)
    const seen: string[] = []
    let cursor: string | undefined = ''
    while (cursor !== undefined) {
      const page = (await catalog.get(`/v1/products?limit=150&cursor=${cursor}`)) as {
        products: { sku: string }[]
        cursor?: string
      }
      seen.push(...page.products.map(({ sku }) => sku))
      cursor = page.cursor
    }
    expect(seen).toEqual(many.filter(({ active }) => active).map(({ sku }) => sku))
  })

  it.each([
    ['the start of a SKU', 'p00', 9],
    ['part of a name, in any case', 'LAMP 30', 5],
    ['characters that are LIKE patterns', '100%25_7', 5],
    ['a backslash', '%5C', 0],
  ])('are found by %s', async (_, search, count) => {
    await catalog.send('PUT', '/v1/products', many)
    const { products } = (await catalog.get(`/v1/products?search=${search}&limit=200`)) as {
      products: unknown[]
    }
    expect(products).toHaveLength(count)
  })

  it.each(['cursor=%21%21%21w6k', 'limit=0', 'limit=x', 'search=', 'search=a%00'])(
    'a list with %s is refused',
    async (query) => {
      expect((await catalog.app.request(`/v1/products?${query}`)).status).toBe(422)
    },
  )
})

it('describes every route', async () => {
  const { paths } = (await catalog.get('/openapi.json')) as { paths: object }
  expect(Object.keys(paths).sort()).toEqual([
    ...['/v1/products', '/v1/products/{sku}'],
    ...['/v1/quote-keys', '/v1/quote-keys/{kid}', '/v1/quotes'],
  ])
})
