import { expect, it } from 'vitest'
import { type Compared, fileDifferences, type Reason } from './reconcile.ts'

const base: Compared = {
  ...{ provider: 'stripe', subject: 'order', kind: 'payment', ofOrder: true, currency: 'GBP' },
  ...{ ledgerMinor: 500, providerMinor: 0, refundPendingMinor: 0 },
  ...{ bookedBeforeStatements: false, recent: false },
}

it.each<[string, Partial<Compared>, Reason, boolean]>([
  ['booked here alone', {}, 'not_at_provider', false],
  ['listed there alone', { ledgerMinor: 0, providerMinor: 500 }, 'not_in_ledger', false],
  ['of another amount', { providerMinor: 499 }, 'amount_differs', false],
  ['so recent that the other side may lag', { recent: true }, 'in_transit', true],
  ['of before statements were read', { bookedBeforeStatements: true }, 'before_statements', true],
  [
    'less by a refund that is pending',
    { providerMinor: 300, refundPendingMinor: 200 },
    'refund_pending',
    true,
  ],
  [
    'less by more than the refund that is pending',
    { providerMinor: 200, refundPendingMinor: 200 },
    'amount_differs',
    false,
  ],
  ['about no payment of ours', { ofOrder: false, providerMinor: 5 }, 'unknown_payment', false],
  ['of an unknown kind', { kind: 'other', ofOrder: false }, 'unknown_kind', false],
])('a sum %s is %s', (_, more, reason, explained) => {
  expect(fileDifferences([{ ...base, ...more }])).toMatchObject([{ reason, explained }])
})
