import {
  amountMinor,
  currency,
  customerId as customerIdSchema,
  day,
  singleLine,
  token,
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
import { Hono } from 'hono'
import { z } from 'zod'
import { withBalances } from './account.ts'
import type { Deps } from './deps.ts'
import { readAccountStatement } from './store/account-payments.ts'
import { findAccount } from './store/accounts.ts'
import { recordAccountPayment } from './use-cases/record-account-payment.ts'
import { accountSchema, accountView } from './view.ts'

const byCustomer = z.strictObject({ customerId: customerIdSchema })
const byPayment = byCustomer.extend({ paymentId: token(64) })
const paymentBody = z.strictObject({
  amountMinor: amountMinor.min(1),
  currency,
  /** What the customer wrote on the transfer. */
  reference: singleLine(140),
  paidOn: day,
})

const maxEntries = 10_000
const period = z.strictObject({ from: day, to: day }).refine(({ from, to }) => from <= to, {
  path: ['to'],
  error: 'must not be before `from`',
})
const minor = z.int()
const statement = z.object({
  ...{ customerId: z.string(), currency: z.string(), from: z.iso.date(), to: z.iso.date() },
  openingMinor: minor,
  closingMinor: minor,
  entries: z.array(
    z.object({
      at: z.iso.datetime(),
      type: z.enum(['invoice', 'refund', 'payment']),
      orderId: z.uuid().nullable(),
      paymentId: z.string().nullable(),
      reference: z.string().nullable(),
      /** Positive when the customer owes more by it. */
      amountMinor: minor,
      balanceMinor: minor,
    }),
  ),
})

const dayAfter = (date: string): Date => new Date(Date.parse(date) + 86_400_000)

/** What trade customers have paid, and their statements. */
export const accountPaymentRoutes = (deps: Deps) =>
  new Hono<ServiceEnv>()
    .put(
      '/:customerId/payments/:paymentId',
      describe({
        summary: 'Record what a trade customer paid, which frees credit',
        description:
          'Once for each `paymentId`, for example the bank’s reference: repeated with the same content it changes nothing.',
        answer: accountSchema,
        problems: {
          not_found: 'the customer has no account',
          conflict:
            'the currency is not that of the account, or the id is used for another payment',
        },
      }),
      authenticated('finance', 'operator'),
      jsonBody(),
      validate('param', byPayment),
      validate('json', paymentBody),
      async (c) => {
        const recordedBy = c.var.claims.sub
        const payment = { ...c.req.valid('param'), ...c.req.valid('json'), recordedBy }
        return c.json(accountView(await recordAccountPayment(deps, payment)))
      },
    )
    .get(
      '/:customerId/statement',
      describe({
        summary: 'Read a trade account’s statement',
        description: 'From the beginning of one day to the end of another, in UTC.',
        answer: statement,
        problems: { not_found: 'there is no such account, or it is another customer’s' },
      }),
      authenticated(),
      validate('param', byCustomer),
      validate('query', period),
      async (c) => {
        const { customerId } = c.req.valid('param')
        const { from, to } = c.req.valid('query')
        const { claims } = c.var
        const may = maySee(claims, customerId) || claims.roles.includes('finance')
        const account = may && (await findAccount(deps.db, customerId))
        if (!account) throw new AppError('not_found', `customer ${customerId} has no account`)
        const range = { from: new Date(from), to: dayAfter(to), limit: maxEntries + 1 }
        const { openingMinor, entries } = await readAccountStatement(deps.db, customerId, range)
        if (entries.length > maxEntries)
          throw new AppError('invalid', `more than ${maxEntries} entries; choose a shorter time`)
        const balanced = withBalances(openingMinor, entries)
        const closingMinor = balanced.at(-1)?.balanceMinor ?? openingMinor
        const { currency: code } = account
        return c.json({
          ...{ customerId, currency: code, from, to, openingMinor, closingMinor },
          entries: balanced.map((entry) => ({ ...entry, at: entry.at.toISOString() })),
        })
      },
    )
