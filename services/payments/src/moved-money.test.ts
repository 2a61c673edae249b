import { expect, it } from 'vitest'
import type { Account } from './account.ts'
import { type Command, decide } from './decide.ts'
import { movedMoney } from './moved-money.ts'
import { applyProviderResult } from './provider-result.ts'
import { applyOperations, noneTakenBack, type Operation } from './records.ts'
import type { ProviderResult } from './step-result.ts'

const orderId = '0190a0a0-0000-7000-8000-000000000001'
const refundId = '0190a0a0-0000-7000-8000-0000000000f1'
const base = { orderId, traceparent: null }
const account: Account = {
  ...{ customerId: 'ann', creditLimitMinor: 1_000, heldMinor: 0, owedMinor: 0, currency: 'GBP' },
}

const commanded = (command: Command): Operation => ({
  ...{ orderId, customerId: 'ann', refundId: command.type === 'refund' ? refundId : undefined },
  apply: (current) => decide(command, current),
})
const resulted = (result: Partial<ProviderResult>): Operation => ({
  ...{ orderId, refundId: result.step === 'refund' ? refundId : undefined },
  apply: ({ payment, refund }) =>
    applyProviderResult(
      { orderId, provider: 'stripe', refundId, lease: null, ...result } as never,
      payment,
      refund,
      undefined,
    ),
})
const authorise = (method: 'account' | 'card') =>
  commanded({
    ...{ ...base, type: 'authorise', customerId: 'ann', amountMinor: 500, currency: 'GBP' },
    ...{ method, token: 'pm_x' },
  })
const capture = commanded({ ...base, type: 'capture' })
const refund = commanded({
  ...{ ...base, type: 'refund', refundId, amountMinor: 200, currency: 'GBP' },
})

const none = { payments: new Map(), refunds: new Map(), ...noneTakenBack }
const moved = (...operations: Operation[]) =>
  movedMoney(applyOperations({ ...none, accounts: new Map([['ann', account]]) }, operations)).map(
    ({ kind, minor, currency }) => `${kind} ${minor} ${currency}`,
  )

it('money on account is authorised, captured and refunded once, however often that is requested', () => {
  const all = [authorise('account'), capture, refund].flatMap((one) => [one, one])
  expect(moved(...all)).toEqual(['authorised 500 GBP', 'captured 500 GBP', 'refunded 200 GBP'])
})

it('money at a provider moves when the provider has moved it', () => {
  const begun = [authorise('card')]
  expect(moved(...begun)).toEqual([])
  const authorised = resulted({ step: 'authorise', is: 'done', ref: 'pi_1' } as never)
  const captured = resulted({ step: 'capture', is: 'done', ref: 'ch_1' } as never)
  const taken = [...begun, authorised, authorised, capture, captured, captured]
  expect(moved(...taken)).toEqual(['authorised 500 GBP', 'captured 500 GBP'])
  expect(moved(...taken, refund)).toHaveLength(2)
  const refunded = resulted({ step: 'refund', is: 'done', ref: 're_1' } as never)
  expect(moved(...taken, refund, refunded, refunded).at(-1)).toBe('refunded 200 GBP')
})

it('a declined payment moves nothing', () => {
  const declined = resulted({ step: 'authorise', is: 'declined', reason: 'no' } as never)
  expect(moved(authorise('card'), declined)).toEqual([])
})
