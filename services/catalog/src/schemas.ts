import {
  amountMinor,
  currency,
  customerId,
  dimensionsBody,
  distinct,
  quantity,
  quoteUses,
  singleLine,
  sku,
} from '@stoa/contracts'
import { z } from 'zod'
import { maxValidSeconds } from './quote.ts'

export const bySku = z.strictObject({ sku })

export const productBody = z.strictObject({
  name: singleLine(200).meta({ examples: ['Teapot, brown'] }),
  priceMinor: amountMinor,
  currency,
  weightGrams: z.int().min(1).max(1_000_000),
  dimensions: dimensionsBody.optional(),
  active: z.boolean().default(true),
})

export const productsBody = z
  .array(z.strictObject({ sku, ...productBody.shape }))
  .min(1)
  .max(1000)
  .superRefine(distinct((one) => one.sku, 'must not contain a SKU twice'))

export const product = z.object({ sku, ...productBody.shape, revision: z.int() })

export const cursorOf = (after: string): string => Buffer.from(after).toString('base64url')

const cursor = z
  .string()
  .max(100)
  .transform((text) => Buffer.from(text, 'base64url').toString())
  .pipe(z.union([z.literal(''), sku], { error: 'must be the cursor of the previous page' }))

export const listQuery = z.strictObject({
  search: singleLine(100).optional(),
  cursor: cursor.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const productPage = z.object({
  products: z.array(product),
  /** Absent on the last page. */
  cursor: z.string().optional(),
})

/** A SKU may be on several lines, each with its own price. */
export const quoteBody = z.strictObject({
  customerId,
  currency,
  lines: z
    .array(z.strictObject({ sku, quantity, unitPriceMinor: amountMinor }))
    .min(1)
    .max(2000),
  validSeconds: z.int().min(1).max(maxValidSeconds),
  maxUses: quoteUses.default(1),
})

export const byKid = z.strictObject({ kid: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/) })

/** Newest first; the first one signs unless it is too old. */
export const quoteKeyList = z.object({
  keys: z.array(z.object({ kid: z.string(), createdAt: z.iso.datetime() })),
})

export const issuedQuote = z.object({ quote: z.string(), expiresAt: z.iso.datetime() })
