import { amountMinor, currency, customerId, orderId } from '@stoa/contracts'
import { AppError, authenticated, jsonBody, maySee, type ServiceEnv, validate } from '@stoa/service'
import { Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import { z } from 'zod'
import type { Deps } from './deps.ts'
import { findAccount } from './store/accounts.ts'
import { findPayment } from './store/payments.ts'
import { setTerms } from './use-cases/set-terms.ts'
import { accountSchema, accountView, paymentSchema, paymentView } from './view.ts'

const says = (summary: string, schema: z.ZodType) =>
  describeRoute({
    summary,
    responses: {
      200: { description: 'OK', content: { 'application/json': { schema: resolver(schema) } } },
    },
  })

const byOrder = z.object({ orderId })
const byCustomer = z.object({ customerId })
const terms = z.strictObject({ creditLimitMinor: amountMinor, currency })
const manyTerms = z
  .array(terms.extend({ customerId }))
  .min(1)
  .max(1000)
  .refine((all) => new Set(all.map((one) => one.customerId)).size === all.length, {
    error: 'names a customer twice',
  })

export const paymentRoutes = (deps: Deps) =>
  new Hono<ServiceEnv>().get(
    '/:orderId',
    says('The payment of an order', paymentSchema),
    authenticated(),
    validate('param', byOrder),
    async (c) => {
      const asked = c.req.valid('param').orderId
      const found = await findPayment(deps.db, asked)
      if (!found || !maySee(c.var.claims, found.payment.customerId ?? ''))
        throw new AppError('not_found', `there is no payment of order ${asked}`)
      return c.json(paymentView(found.payment, found.refunds))
    },
  )

export const accountRoutes = (deps: Deps) =>
  new Hono<ServiceEnv>()
    .put(
      '/',
      says(
        'Open accounts or change their terms, all of them or none',
        z.object({ accounts: z.int() }),
      ),
      authenticated('operator'),
      jsonBody(256 * 1024),
      validate('json', manyTerms),
      async (c) => c.json({ accounts: (await setTerms(deps, c.req.valid('json'))).length }),
    )
    .get(
      '/:customerId',
      says('A trade account', accountSchema),
      authenticated(),
      validate('param', byCustomer),
      async (c) => {
        const asked = c.req.valid('param').customerId
        const account = maySee(c.var.claims, asked) && (await findAccount(deps.db, asked))
        if (!account) throw new AppError('not_found', `there is no account of ${asked}`)
        return c.json(accountView(account))
      },
    )
    .put(
      '/:customerId',
      says('Open an account or change its terms', accountSchema),
      authenticated('operator'),
      jsonBody(),
      validate('param', byCustomer),
      validate('json', terms),
      async (c) => {
        const asked = { ...c.req.valid('param'), ...c.req.valid('json') }
        const [account] = await setTerms(deps, [asked])
        if (!account) throw new AppError('not_found', `there is no account of ${asked.customerId}`)
        return c.json(accountView(account))
      },
    )
