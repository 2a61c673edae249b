import {
  AppError,
  authenticated,
  describe,
  jsonBody,
  type ServiceEnv,
  validate,
  wantsLatest,
} from '@stoa/service'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Deps } from './deps.ts'
import * as schemas from './schemas.ts'
import { findProducts, listProducts } from './store/products.ts'
import { readQuoteKeys } from './store/quote-keys.ts'
import { issueQuote } from './use-cases/issue-quote.ts'
import { putProducts } from './use-cases/put-products.ts'
import { revokeQuoteKey } from './use-cases/revoke-quote-key.ts'

const staff = authenticated('sales', 'operator')

export const productRoutes = (deps: Deps) =>
  new Hono<ServiceEnv>()
    .get(
      '/',
      describe({
        summary: 'List active products',
        description:
          'In the order of their SKUs. `search` finds the start of a SKU or part of a name. An answer with a `cursor` has a next page. It may lag behind a change by a second; with `Cache-Control: no-cache` it does not.',
        answer: schemas.productPage,
      }),
      validate('query', schemas.listQuery),
      async (c) => {
        const { search, cursor: after = '', limit } = c.req.valid('query')
        const page = { search, after, limit: limit + 1 }
        const found = await deps.replicas.read((db) => listProducts(db, page), {
          latest: wantsLatest(c),
        })
        const products = found.slice(0, limit)
        const last = found.length > limit ? products.at(-1) : undefined
        return c.json({ products, ...(last && { cursor: schemas.cursorOf(last.sku) }) })
      },
    )
    .get(
      '/:sku',
      describe({
        summary: 'Read one product',
        description:
          'It may lag behind a change by a second; with `Cache-Control: no-cache` it does not.',
        answer: schemas.product,
        problems: { not_found: 'the catalog has no such product' },
      }),
      validate('param', schemas.bySku),
      async (c) => {
        const { sku } = c.req.valid('param')
        const [product] = await deps.replicas.read((db) => findProducts(db, [sku]), {
          latest: wantsLatest(c),
        })
        if (!product) throw new AppError('not_found', `product ${sku} not found`)
        return c.json(product)
      },
    )
    .put(
      '/:sku',
      describe({
        summary: 'Create or change a product',
        description:
          'A change increases `revision`; a repeated request has no effect. `orders` learns the price by an event. `dimensions` are those of one piece as it is packed: an order whose carrier cannot take them is refused. A product without them fits every carrier.',
        answer: schemas.product,
      }),
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
      describe({
        summary: 'Create or change up to 1000 products',
        description: 'All of them in one transaction, or none. No SKU twice.',
        answer: z.object({ products: z.array(schemas.product) }),
      }),
      staff,
      jsonBody(512 * 1024),
      validate('json', schemas.productsBody),
      async (c) => c.json({ products: await putProducts(deps, c.req.valid('json')) }),
    )

export const quoteRoutes = (deps: Deps) =>
  new Hono<ServiceEnv>().post(
    '/',
    describe({
      summary: 'Issue a quote: signed prices for one customer',
      description:
        'The answer is a JWS that the customer sends with an order, in place of lines and currency. It is not stored: a repeated request issues another one. `maxUses` orders may use it, one by default; a cancelled order gives its use back. A SKU may be on several lines, each with its own price.',
      status: 201,
      answer: schemas.issuedQuote,
      problems: { invalid: 'the catalog does not have a SKU' },
    }),
    staff,
    jsonBody(512 * 1024),
    validate('json', schemas.quoteBody),
    async (c) => c.json(await issueQuote(deps, c.req.valid('json')), 201),
  )

export const quoteKeyRoutes = (deps: Deps) =>
  new Hono<ServiceEnv>()
    .get(
      '/',
      describe({
        summary: 'List the keys that sign quotes',
        description: 'Newest first: the first one signs, the others verify quotes that are valid.',
        answer: schemas.quoteKeyList,
      }),
      authenticated('operator'),
      async (c) => {
        const keys = await readQuoteKeys(deps.db)
        return c.json({
          keys: keys.map(({ kid, createdAt }) => ({ kid, createdAt: createdAt.toISOString() })),
        })
      },
    )
    .delete(
      '/:kid',
      describe({
        summary: 'Revoke a key that signs quotes',
        description:
          'For a key that may be stolen. No quote that it signed is valid any more, within seconds; orders that were placed stay. The next quote is signed with another key.',
        status: 204,
        problems: { not_found: 'there is no such key' },
      }),
      authenticated('operator'),
      validate('param', schemas.byKid),
      async (c) => {
        const { kid } = c.req.valid('param')
        await revokeQuoteKey(deps, kid)
        deps.log.warn({ kid, by: c.var.claims.sub }, 'a quote key was revoked')
        return c.body(null, 204)
      },
    )
