import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Account } from './account.ts'
import { changed, unchanged } from './change.ts'
import { type Command, decide } from './decide.ts'
import { type Posting, post } from './ledger.ts'
import { type Refund, type Step, tombstone } from './payment.ts'
import { applyProviderResult } from './provider-result.ts'
import { applyOperations, noneTakenBack, type Operation, type Records } from './records.ts'
import { beginRenewal } from './renewal.ts'
import type { ProviderResult } from './step-result.ts'

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
/** A provider gives no two refunds one reference. */
const ofRefund = (refundId: string, ref: string) => ({ refundId, ref: `${ref} of ${refundId}` })
/** The lease of every step and refund here: a result under it counts as a worker's, one without a lease as a webhook. */
const underNoLease = { lease: null as unknown as string }
const result: fc.Arbitrary<ProviderResult> = fc
  .record({
    orderId,
    provider: fc.constantFrom('stripe' as const, 'paypal' as const),
    step: fc.constantFrom<(Step | 'refund')[]>('authorise', 'void', 'capture', 'refund', 'renew'),
    is: fc.constantFrom(
      ...(['done', 'done', 'done', 'pending', 'pending', 'declined', 'refused', 'retry'] as const),
      ...(['failover', 'reversed'] as const),
    ),
    ref: fc.constantFrom('x', 'y'),
    byWorker: fc.boolean(),
    refundId: fc.option(refundId, { nil: undefined }),
    flag: fc.boolean(),
  })
  .map(
    ({ is, flag, refundId, byWorker, ...base }) =>
      ({
        ...{ ...base, is, reason: 'x', to: 'paypal', maybeSent: flag, unsure: flag },
        ...(is === 'reversed' && {
          step: 'reversal',
          money: { amountMinor: 10, currency: 'GBP' },
        }),
        ...(byWorker && is !== 'reversed' && underNoLease),
        ...(is !== 'reversed' &&
          base.step === 'refund' &&
          ofRefund(refundId ?? base.orderId, base.ref)),
      }) as ProviderResult,
  )

/** An authorisation is due to be renewed. */
interface Renewal {
  readonly type: 'renew'
  readonly orderId: string
}
const renewal: fc.Arbitrary<Renewal> = fc.record({ type: fc.constant('renew' as const), orderId })

/** No provider tells of a refund of ours that was refused here: it was not sent. */
const isOfUnsent = (one: ProviderResult, refund: Refund | undefined) =>
  one.step === 'refund' && one.refundId !== one.orderId && refund?.status === 'refused'

const operationOf = (one: Command | ProviderResult | Renewal): Operation => {
  if ('type' in one && one.type === 'renew')
    return {
      orderId: one.orderId,
      apply: ({ payment }) => (payment ? beginRenewal(payment) : unchanged(payment)),
    }
  const id = 'refundId' in one ? one.refundId : undefined
  const customerId = 'customerId' in one ? one.customerId : undefined
  return {
    ...{ orderId: one.orderId, refundId: id, customerId, withRefunds: true },
    apply: (current) => {
      if (!('is' in one)) return decide(one, current)
      return isOfUnsent(one, current.refund)
        ? unchanged(current.payment)
        : applyProviderResult(one, current.payment, current.refund, current)
    },
  }
}

const account: Account = {
  ...{ customerId: 'ann', creditLimitMinor: 1000, heldMinor: 0, owedMinor: 0, currency: 'GBP' },
}
const empty: Records = {
  payments: new Map(),
  refunds: new Map(),
  accounts: new Map([['ann', account]]),
  ...noneTakenBack,
}
const history = fc.array(fc.oneof(command, result, renewal), { maxLength: 60 })
const balanceOf = (postings: readonly Posting[], name: RegExp) =>
  postings
    .flatMap(({ entries }) => entries)
    .filter(({ account: booked }) => name.test(booked))
    .reduce((sum, { debitMinor, creditMinor }) => sum + debitMinor - creditMinor, 0)

it('debits equal credits in every posting, whatever it books', () => {
  const kinds = [
    ...(['captured', 'refunded', 'refund_begun', 'refund_settled', 'refund_undone'] as const),
    ...(['refund_failed', 'capture_pending', 'capture_pending_ended', 'capture_reversed'] as const),
    ...(['capture_undone', 'reversal_disputed', 'reversal_written_off'] as const),
    ...(['write_off_disputed', 'stray_captured', 'stray_refunded'] as const),
  ]
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.nat(), fc.string(), (kind, amount, provider) => {
      const movement = { orderId: 'o', provider, currency: 'GBP', amountMinor: amount }
      for (const { entries } of post(kind, movement, 'cause')) {
        const debits = entries.reduce((sum, entry) => sum + entry.debitMinor, 0)
        expect(debits).toBe(amount)
        expect(entries.reduce((sum, entry) => sum + entry.creditMinor, 0)).toBe(debits)
      }
    }),
  )
})

it('commands and results in any order: ledger and payments agree, and no money is refunded twice', () => {
  fc.assert(
    fc.property(history, (steps) => {
      const applied = applyOperations(empty, steps.map(operationOf))
      for (const id of orders) {
        const payment = applied.payments.get(id)
        if (!payment) continue
        const postings = applied.postings.filter(({ orderId: of }) => of === id)
        const refunded = payment.refundedMinor + payment.refundPendingMinor
        expect(refunded).toBeLessThanOrEqual(payment.capturedMinor)
        expect(payment.reversedMinor).toBeLessThanOrEqual(payment.amountMinor)
        expect(payment.capturedMinor).toBeLessThanOrEqual(payment.amountMinor)
        expect(payment.capturePendingMinor).toBeLessThanOrEqual(payment.amountMinor)
        expect(balanceOf(postings, /^sales$/) + payment.capturedMinor).toBe(0)
        expect(balanceOf(postings, /^refunds$/)).toBe(refunded)
        expect(balanceOf(postings, /^clearing:/) + payment.refundPendingMinor).toBe(0)
        expect(balanceOf(postings, /^pending:/)).toBe(payment.capturePendingMinor)
        expect(balanceOf(postings, /^sales:pending$/) + payment.capturePendingMinor).toBe(0)
        expect(balanceOf(postings, /^due:/)).toBe(payment.reversedMinor)
        const booked = postings.filter(({ kind }) => kind === 'captured')
        expect(0 - balanceOf(booked, /^sales$/)).toBeLessThanOrEqual(payment.amountMinor)
        const causes = postings.map(({ kind, cause }) => `${kind} ${cause}`)
        expect(new Set(causes).size).toBe(causes.length)
        if (payment.status === 'voided')
          // A refund may be told of money that was told as taken back: one of the two facts is wrong then.
          expect(payment.capturedMinor).toBeLessThanOrEqual(refunded + payment.reversedMinor)
        expect(payment.status === 'pending').toBe(payment.pendingStep === 'authorise')
      }
    }),
    { numRuns: 2_000 },
  )
})

it('an account holds and owes what its payments say, and never more than its limit', () => {
  fc.assert(
    fc.property(history, (steps) => {
      const applied = applyOperations(empty, steps.map(operationOf))
      const mine = [...applied.payments.values()].filter(({ method }) => method === 'account')
      const held = mine.filter(({ status }) => status === 'authorised')
      const after = applied.accounts.get('ann') ?? account
      expect(after.heldMinor).toBe(held.reduce((sum, { amountMinor: of }) => sum + of, 0))
      const owed = mine.reduce((sum, one) => sum + one.capturedMinor - one.refundedMinor, 0)
      expect(after.owedMinor).toBe(owed)
      expect(after.heldMinor + after.owedMinor).toBeLessThanOrEqual(after.creditLimitMinor)
    }),
    { numRuns: 2_000 },
  )
})

it('a void is published at the latest when the provider has carried out every step', () => {
  fc.assert(
    fc.property(history, (steps) => {
      const [id = ''] = orders
      const first = applyOperations(
        empty,
        [...steps, { type: 'void', orderId: id, traceparent } as const].map(operationOf),
      )
      // A refund that was told as pending is made under the reference that it was told with.
      const refOf = (refund: string, round: number): string => {
        const known = first.refunds.get(refund)
        const told = known?.status === 'pending' && (refund !== id || round === 1)
        return (told && known.providerRef) || (refund === id ? `re-${round}` : `re-${refund}`)
      }
      const done = (step: Step | 'refund', ref: string, refundId?: string): ProviderResult[] =>
        (['stripe', 'paypal'] as const).map(
          (provider) =>
            ({
              orderId: id,
              provider,
              step,
              is: 'done',
              ref,
              ...underNoLease,
              refundId,
            }) as ProviderResult,
        )
      const resultsOf = (round: number): ProviderResult[] => [
        ...(['authorise', 'renew', 'capture', 'void'] as const).flatMap((step) => done(step, 'x')),
        ...[...refundIds, id].flatMap((refund) => done('refund', refOf(refund, round), refund)),
      ]
      const results = [1, 2, 3].flatMap(resultsOf)
      const last = applyOperations(first, results.map(operationOf))
      expect(['voided', 'declined', 'expired']).toContain(last.payments.get(id)?.status)
      const events = [...first.events, ...last.events].filter(({ orderId: of }) => of === id)
      expect(events.some(({ event }) => event.type === 'voided')).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})

it('events belong to the trace of the command or refund that they answer; what a provider reports has its own', () => {
  const [command, refund, webhook, order] = ['a', 'b', 'c', 'd'].map(
    (one) => `00-${one.repeat(32)}-x-01`,
  )
  const [id = ''] = orders
  const [refundId = ''] = refundIds
  const payment = {
    ...tombstone(id),
    ...{ traceparent: command ?? null, orderTraceparent: order ?? null },
  }
  const event = { type: 'captured' } as const
  const apply = () => changed(payment, event)
  const known = { ...empty, refunds: new Map([[refundId, { traceparent: refund } as Refund]]) }
  const causes = applyOperations(known, [
    { orderId: id, traceparent: webhook, apply },
    { orderId: id, apply },
    { orderId: id, refundId, apply },
    { orderId: id, reported: { traceparent: webhook }, apply },
  ]).events.map(({ cause }) => cause)
  expect(causes).toEqual([webhook, command, refund, { linkedTo: [order, command, webhook] }])
})
