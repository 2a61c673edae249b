import { AppError, authenticated, jsonBody, type ServiceEnv, validate } from '@stoa/service'
import { Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import { z } from 'zod'
import type { Deps } from './deps.ts'
import * as schemas from './schemas.ts'
import { findProducts, listProducts } from './store/products.ts'
import { issueQuote } from './use-cases/issue-quote.ts'
import { putProducts } from './use-cases/put-products.ts'

const describeResponse = (summary: string, schema: z.ZodType, status = 200) =>
  describeRoute({
    summary,
    responses: {
      [status]: {
        description: 'Done',
        content: { 'application/json': { schema: resolver(schema) } },
      },
    },
  })

const staff = authenticated('sales', 'operator')

export const productRoutes = (deps: Deps) =>
  new Hono<ServiceEnv>()
    .get(
      '/',
      describeResponse(
        'List active products by SKU; search for the start of a SKU or part of a name',
        schemas.productPage,
      ),
      validate('query', schemas.listQuery),
      async (c) => {
        const { search, cursor: after = '', limit } = c.req.valid('query')
        const found = await listProducts(deps.db, { search, after, limit: limit + 1 })
        const products = found.slice(0, limit)
        const last = found.length > limit ? products.at(-1) : undefined
        return c.json({ products, ...(last && { cursor: schemas.cursorOf(last.sku) }) })
      },
    )
    .get(
      '/:sku',
      describeResponse('One product', schemas.product),
      validate('param', schemas.bySku),
      async (c) => {
        const { sku } = c.req.valid('param')
        const [product] = await findProducts(deps.db, [sku])
        if (!product) throw new AppError('not_found', `product ${sku} not found`)
        return c.json(product)
      },
    )
    .put(
      '/:sku',
      describeResponse(
        'Create or change a product; a change increases its revision',
        schemas.product,
      ),
      staff,
      jsonBody(),
      validate('param', schemas.bySku),
      validate('json', schemas.productBody),
      async (c) => {
        const [product] = await putProducts(deps, [
          { ...c.req.valid('param'), ...c.req.valid('json') },
        ])
        return c.json(product)
      },
    )
    .put(
      '/',
      describeResponse(
        'Create or change up to 1000 products',
        z.object({ products: z.array(schemas.product) }),
      ),
      staff,
      jsonBody(512 * 1024),
      validate('json', schemas.productsBody),
      async (c) => c.json({ products: await putProducts(deps, c.req.valid('json')) }),
    )

export const quoteRoutes = (deps: Deps) =>
  new Hono<ServiceEnv>().post(
    '/',
    describeResponse('Issue a quote: signed prices for one customer', schemas.issuedQuote, 201),
    staff,
    jsonBody(512 * 1024),
    validate('json', schemas.quoteBody),
    async (c) => c.json(await issueQuote(deps, c.req.valid('json')), 201),
  )
