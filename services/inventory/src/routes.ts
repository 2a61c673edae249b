import { distinct, line, sku, slug } from '@stoa/contracts'
import {
  AppError,
  authenticated,
  claimsOf,
  describe,
  jsonBody,
  optionalToken,
  type ServiceEnv,
  validate,
  wantsLatest,
} from '@stoa/service'
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { Deps } from './deps.ts'
import { stockViews } from './stock.ts'
import { readStock } from './store/stock.ts'
import { receiveStock } from './use-cases/receive-stock.ts'

const bySku = z.strictObject({ sku })
const bySkus = z.strictObject({
  skus: z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(sku).min(1).max(100)),
})
const byReceipt = z.strictObject({ receiptId: z.string().regex(/^[A-Za-z0-9._:-]{1,64}$/) })
const receiptBody = z.strictObject({
  warehouse: slug,
  lines: z
    .array(line.strict())
    .min(1)
    .max(1000)
    .superRefine(distinct((one) => one.sku, 'must not contain a SKU twice; add up its quantities')),
})

const stock = z.object({
  sku,
  available: z.int(),
  warehouses: z
    .array(
      z.object({
        warehouse: z.string(),
        received: z.int(),
        onHand: z.int(),
        reserved: z.int(),
        sold: z.int(),
      }),
    )
    .optional(),
})
const receipt = receiptBody.extend({ receiptId: z.string(), receivedAt: z.iso.datetime() })

const staffSeeMore =
  '`available` is what a customer may order. Tokens with the role sales or operator also see `warehouses`. It may lag behind a change by a second; with `Cache-Control: no-cache` it does not.'

const forStaff = (c: Context<ServiceEnv>): boolean =>
  claimsOf(c)?.roles.some((role) => role === 'sales' || role === 'operator') ?? false

export const stockRoutes = (deps: Deps) =>
  new Hono<ServiceEnv>()
    .get(
      '/',
      describe({
        summary: 'Read the stock of up to 100 SKUs',
        description: `\`skus\` lists SKUs with commas between them. The answer leaves out unknown ones. ${staffSeeMore}`,
        answer: z.object({ stock: z.array(stock) }),
      }),
      optionalToken,
      validate('query', bySkus),
      async (c) => {
        const { skus } = c.req.valid('query')
        const rows = await deps.replicas.read((db) => readStock(db, skus), {
          latest: wantsLatest(c),
        })
        return c.json({ stock: stockViews(rows, forStaff(c)) })
      },
    )
    .get(
      '/:sku',
      describe({
        summary: 'Read the stock of one SKU',
        description: staffSeeMore,
        answer: stock,
        problems: { not_found: 'no warehouse ever received the SKU' },
      }),
      optionalToken,
      validate('param', bySku),
      async (c) => {
        const { sku } = c.req.valid('param')
        const rows = await deps.replicas.read((db) => readStock(db, [sku]), {
          latest: wantsLatest(c),
        })
        const [view] = stockViews(rows, forStaff(c))
        if (!view) throw new AppError('not_found', `no stock found for SKU ${sku}`)
        return c.json(view)
      },
    )
    .put(
      '/receipts/:receiptId',
      describe({
        summary: 'Add a delivery to the stock',
        description: 'A repeated request has no effect. No SKU twice.',
        answer: receipt,
        problems: { conflict: 'the receipt id was used for other goods' },
      }),
      authenticated('operator'),
      jsonBody(256 * 1024),
      validate('param', byReceipt),
      validate('json', receiptBody),
      async (c) => {
        const { receiptId } = c.req.valid('param')
        return c.json(await receiveStock(deps, { receiptId, ...c.req.valid('json') }))
      },
    )
