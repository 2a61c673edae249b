import { line, sku } from '@stoa/contracts'
import {
  AppError,
  authenticated,
  claimsOf,
  jsonBody,
  type ServiceEnv,
  optionalToken,
  validate,
} from '@stoa/service'
import { type Context, Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import { z } from 'zod'
import type { Deps } from './deps.ts'
import { readStock } from './store/stock.ts'
import { receiveStock } from './use-cases/receive-stock.ts'
import { stockViews } from './view.ts'

const distinct = (lines: readonly { sku: string }[]) =>
  new Set(lines.map((one) => one.sku)).size === lines.length

const bySku = z.object({ sku })
const bySkus = z.object({
  skus: z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(sku).min(1).max(100)),
})
const byReceipt = z.object({ receiptId: z.string().regex(/^[A-Za-z0-9._:-]{1,64}$/) })
const receiptBody = z.strictObject({
  warehouse: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, { error: 'is not a warehouse' }),
  lines: z.array(line).min(1).max(1000).refine(distinct, { error: 'names a SKU twice' }),
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

const says = (summary: string, schema: z.ZodType) =>
  describeRoute({
    summary,
    responses: {
      200: { description: 'OK', content: { 'application/json': { schema: resolver(schema) } } },
    },
  })

const forStaff = (c: Context<ServiceEnv>): boolean =>
  claimsOf(c)?.roles.some((role) => role === 'sales' || role === 'operator') ?? false

export const stockRoutes = (deps: Deps) =>
  new Hono<ServiceEnv>()
    .get(
      '/',
      says('Stock of several SKUs; unknown ones are left out', z.object({ stock: z.array(stock) })),
      optionalToken,
      validate('query', bySkus),
      async (c) => {
        const rows = await readStock(deps.db, c.req.valid('query').skus)
        return c.json({ stock: stockViews(rows, forStaff(c)) })
      },
    )
    .get(
      '/:sku',
      says('Stock of one SKU', stock),
      optionalToken,
      validate('param', bySku),
      async (c) => {
        const asked = c.req.valid('param').sku
        const [view] = stockViews(await readStock(deps.db, [asked]), forStaff(c))
        if (!view) throw new AppError('not_found', `there is no stock record of ${asked}`)
        return c.json(view)
      },
    )
    .put(
      '/receipts/:receiptId',
      says('Take a delivery in; repeating it changes nothing', receipt),
      authenticated('operator'),
      jsonBody(256 * 1024),
      validate('param', byReceipt),
      validate('json', receiptBody),
      async (c) => {
        const { receiptId } = c.req.valid('param')
        return c.json(await receiveStock(deps, { receiptId, ...c.req.valid('json') }))
      },
    )
