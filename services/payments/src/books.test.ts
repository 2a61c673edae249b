import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Account } from './account.ts'
import { type Books, type Entry, keepBooks } from './books.ts'
import { conclude, type Finding } from './conclude.ts'
import { type Command, decide } from './decide.ts'
import { type Posting, post } from './ledger.ts'
import type { Step } from './payment.ts'

const orders = ['00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002']
const refundIds = ['00000000-0000-7000-8000-0000000000f1', '00000000-0000-7000-8000-0000000000f2']
const orderId = fc.constantFrom(...orders)
const refundId = fc.constantFrom(...refundIds)
const traceparent = null
const amountMinor = fc.integer({ min: 0, max: 600 })

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({
    type: fc.constant('authorise' as const),
    orderId,
    amountMinor,
    method: fc.constantFrom('account', 'card', 'paypal'),
    customerId: fc.constant('ann'),
    currency: fc.constant('GBP'),
    token: fc.constant('pm_x'),
    traceparent: fc.constant(traceparent),
  }),
  fc.record({
    type: fc.constantFrom('void', 'capture'),
    orderId,
    traceparent: fc.constant(traceparent),
  }),
  fc.record({
    type: fc.constant('refund' as const),
    orderId,
    refundId,
    amountMinor,
    currency: fc.constant('GBP'),
    traceparent: fc.constant(traceparent),
  }),
)
const finding: fc.Arbitrary<Finding> = fc
  .record({
    orderId,
    provider: fc.constantFrom('stripe' as const, 'paypal' as const),
    step: fc.constantFrom<(Step | 'refund')[]>('authorise', 'void', 'capture', 'refund'),
    is: fc.constantFrom('done', 'done', 'done', 'declined', 'refused', 'later', 'next'),
    refundId: fc.option(refundId, { nil: undefined }),
    flag: fc.boolean(),
  })
  .map(
    ({ is, flag, refundId, ...base }) =>
      ({
        ...{ ...base, is, ref: 'x', reason: 'x', to: 'paypal', asked: flag, unsure: flag },
        refundId: base.step === 'refund' ? (refundId ?? base.orderId) : undefined,
      }) as Finding,
  )

const entryOf = (one: Command | Finding): Entry => {
  const id = 'refundId' in one ? one.refundId : undefined
  const customerId = 'customerId' in one ? one.customerId : undefined
  return {
    ...{ orderId: one.orderId, refundId: id, customerId },
    change: (standing) =>
      'is' in one ? conclude(one, standing.payment, standing.refund) : decide(one, standing),
  }
}

const account: Account = {
  ...{ customerId: 'ann', creditLimitMinor: 1000, heldMinor: 0, owedMinor: 0, currency: 'GBP' },
}
const empty: Books = {
  payments: new Map(),
  refunds: new Map(),
  accounts: new Map([['ann', account]]),
}
const history = fc.array(fc.oneof(command, finding), { maxLength: 60 })
const balanceOf = (postings: readonly Posting[], name: string) =>
  postings
    .flatMap(({ entries }) => entries)
    .filter(({ account: booked }) => booked.startsWith(name))
    .reduce((sum, { debitMinor, creditMinor }) => sum + debitMinor - creditMinor, 0)

it('debits equal credits in every posting, whatever it books', () => {
  const kinds = ['captured', 'refunded', 'refund_begun', 'refund_settled', 'refund_undone'] as const
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.nat(), fc.string(), (kind, amount, provider) => {
      const booked = { orderId: 'o', provider, currency: 'GBP', amountMinor: amount }
      for (const { entries } of post(kind, booked)) {
        const debits = entries.reduce((sum, entry) => sum + entry.debitMinor, 0)
        expect(debits).toBe(amount)
        expect(entries.reduce((sum, entry) => sum + entry.creditMinor, 0)).toBe(debits)
      }
    }),
  )
})

it('whatever comes in whatever order, books and payments agree and nothing is given back twice', () => {
  fc.assert(
    fc.property(history, (steps) => {
      const kept = keepBooks(empty, steps.map(entryOf))
      for (const id of orders) {
        const payment = kept.payments.get(id)
        if (!payment) continue
        const booked = kept.postings.filter(({ orderId: of }) => of === id)
        const given = payment.refundedMinor + payment.returningMinor
        expect(given).toBeLessThanOrEqual(payment.capturedMinor)
        expect([0, payment.amountMinor]).toContain(payment.capturedMinor)
        expect(balanceOf(booked, 'sales') + payment.capturedMinor).toBe(0)
        expect(balanceOf(booked, 'refunds')).toBe(given)
        expect(balanceOf(booked, 'clearing') + payment.returningMinor).toBe(0)
        expect(booked.filter(({ kind }) => kind === 'captured').length).toBeLessThanOrEqual(1)
        const causes = booked.map(({ kind, cause }) => `${kind} ${cause}`)
        expect(new Set(causes).size).toBe(causes.length)
        if (payment.status === 'voided') expect(payment.capturedMinor).toBe(payment.refundedMinor)
        expect(payment.status === 'pending').toBe(payment.doing === 'authorise')
      }
    }),
    { numRuns: 2_000 },
  )
})

it('an account holds and owes what its payments say, and never more than its limit', () => {
  fc.assert(
    fc.property(history, (steps) => {
      const kept = keepBooks(empty, steps.map(entryOf))
      const mine = [...kept.payments.values()].filter(({ method }) => method === 'account')
      const held = mine.filter(({ status }) => status === 'authorised')
      const after = kept.accounts.get('ann') ?? account
      expect(after.heldMinor).toBe(held.reduce((sum, { amountMinor: of }) => sum + of, 0))
      const owed = mine.reduce((sum, one) => sum + one.capturedMinor - one.refundedMinor, 0)
      expect(after.owedMinor).toBe(owed)
      expect(after.heldMinor + after.owedMinor).toBeLessThanOrEqual(after.creditLimitMinor)
    }),
    { numRuns: 2_000 },
  )
})

it('a void is answered at the latest when the provider has done what it was asked', () => {
  fc.assert(
    fc.property(history, (steps) => {
      const [id = ''] = orders
      const first = keepBooks(
        empty,
        [...steps, { type: 'void', orderId: id, traceparent } as const].map(entryOf),
      )
      const answers: Finding[] = ['authorise', 'capture', 'void', 'refund'].flatMap((step) =>
        [...refundIds, id].flatMap((refund) =>
          (['stripe', 'paypal'] as const).map(
            (provider) =>
              ({
                orderId: id,
                provider,
                step,
                is: 'done',
                ref: 'x',
                refundId: step === 'refund' ? refund : undefined,
              }) as Finding,
          ),
        ),
      )
      const last = keepBooks(first, [...answers, ...answers, ...answers].map(entryOf))
      expect(['voided', 'declined']).toContain(last.payments.get(id)?.status)
      const said = [...first.said, ...last.said].filter(({ orderId: of }) => of === id)
      expect(said.some((one) => one.said.type === 'voided')).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})
