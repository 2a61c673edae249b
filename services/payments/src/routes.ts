import {
  amountMinor,
  currency,
  customerId as customerIdSchema,
  distinct,
  uuid,
} from '@stoa/contracts'
import {
  AppError,
  authenticated,
  describe,
  jsonBody,
  maySee,
  type ServiceEnv,
  validate,
} from '@stoa/service'
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { Deps } from './deps.ts'
import type { Payment } from './payment.ts'
import type { ResultWriter } from './result-writer.ts'
import { findAccount } from './store/accounts.ts'
import { isCaptureDueOf } from './store/due-captures.ts'
import { readPayments } from './store/payments.ts'
import { findRefunds } from './store/refunds.ts'
import { setTerms } from './use-cases/set-terms.ts'
import { accountSchema, accountView, paymentSchema, paymentView } from './view.ts'

const refusedTerms = {
  conflict: 'a limit is below what is held or owed, or a currency cannot change meanwhile',
}
const byOrder = z.strictObject({ orderId: uuid })
const byCustomer = z.strictObject({ customerId: customerIdSchema })
const terms = z.strictObject({ creditLimitMinor: amountMinor, currency })
const manyTerms = z
  .array(terms.extend({ customerId: customerIdSchema }))
  .min(1)
  .max(1000)
  .superRefine(distinct((one) => one.customerId, 'must not name a customer twice'))

export const paymentRoutes = (deps: Deps, results: ResultWriter) => {
  const paymentOf = async (
    orderId: string,
    isVisible: (payment: Payment) => boolean,
  ): Promise<Payment> => {
    const payment = (await readPayments(deps.db, [orderId])).get(orderId)
    if (!payment || !isVisible(payment))
      throw new AppError('not_found', `there is no payment for order ${orderId}`)
    return payment
  }
  const mayAct = ({ var: { claims } }: Context<ServiceEnv>, { customerId }: Payment) =>
    maySee(claims, customerId ?? '')
  const viewOf = async (c: Context<ServiceEnv>, payment: Payment) => {
    const [refunds, isDue] = await Promise.all([
      findRefunds(deps.db, payment.orderId),
      isCaptureDueOf(deps.db, payment.orderId),
    ])
    return paymentView(payment, { refunds, isDue, mayAct: mayAct(c, payment) })
  }

  return new Hono<ServiceEnv>()
    .get(
      '/:orderId',
      describe({
        summary: 'Read the payment of an order',
        description: 'Its owner, finance and operators see it.',
        answer: paymentSchema,
        problems: { not_found: 'the order has no payment, or belongs to another customer' },
      }),
      authenticated(),
      validate('param', byOrder),
      async (c) => {
        const isFinance = c.var.claims.roles.includes('finance')
        const { orderId } = c.req.valid('param')
        const payment = await paymentOf(orderId, (one) => isFinance || mayAct(c, one))
        return c.json(await viewOf(c, payment))
      },
    )
    .post(
      '/:orderId/check',
      describe({
        summary: 'Ask the provider whether the shopper has confirmed or approved the payment',
        description:
          'For a shopper who returns from the bank or from PayPal: the order goes on sooner than by the provider’s webhook. Without an action that the payment waits for, nothing happens.',
        status: 202,
        answer: paymentSchema,
        problems: { not_found: 'the order has no payment, or belongs to another customer' },
      }),
      authenticated(),
      validate('param', byOrder),
      async (c) => {
        const payment = await paymentOf(c.req.valid('param').orderId, (one) => mayAct(c, one))
        const { orderId, provider, action } = payment
        if (action && provider && provider !== 'account')
          await results.add({ result: { orderId, provider, step: 'authorise', is: 'acted' } })
        return c.json(await viewOf(c, payment), 202)
      },
    )
}

export const accountRoutes = (deps: Deps) =>
  new Hono<ServiceEnv>()
    .put(
      '/',
      describe({
        summary: 'Open up to 1000 trade accounts, or change their terms',
        description:
          'All of them in one transaction, or none. No customer twice. The answer counts them.',
        answer: z.object({ accounts: z.int() }),
        problems: refusedTerms,
      }),
      authenticated('operator'),
      jsonBody(256 * 1024),
      validate('json', manyTerms),
      async (c) => c.json({ accounts: (await setTerms(deps, c.req.valid('json'))).length }),
    )
    .get(
      '/:customerId',
      describe({
        summary: 'Read a trade account',
        answer: accountSchema,
        problems: { not_found: 'there is no such account, or it is another customer’s' },
      }),
      authenticated(),
      validate('param', byCustomer),
      async (c) => {
        const { customerId } = c.req.valid('param')
        const account = maySee(c.var.claims, customerId) && (await findAccount(deps.db, customerId))
        if (!account) throw new AppError('not_found', `customer ${customerId} has no account`)
        return c.json(accountView(account))
      },
    )
    .put(
      '/:customerId',
      describe({
        summary: 'Open a trade account, or change its terms',
        answer: accountSchema,
        problems: refusedTerms,
      }),
      authenticated('operator'),
      jsonBody(),
      validate('param', byCustomer),
      validate('json', terms),
      async (c) => {
        const { customerId } = c.req.valid('param')
        const [account] = await setTerms(deps, [{ customerId, ...c.req.valid('json') }])
        if (!account) throw new AppError('not_found', `customer ${customerId} has no account`)
        return c.json(accountView(account))
      },
    )
