import { cancelled } from '../healthy-shop.ts'
import type { Case } from './case.ts'

type Posting = readonly [kind: string, debit: string, credit: string, minor: number]
const opened = (minor: number): Posting => [
  'dispute_opened',
  'disputed:stripe',
  'balance:stripe',
  minor,
]
const lost = (minor: number): Posting => ['dispute_lost', 'chargebacks', 'disputed:stripe', minor]
const reopened: Posting = ['dispute_reopened', 'disputed:stripe', 'chargebacks', 300]
const won: Posting = ['dispute_won', 'balance:stripe', 'disputed:stripe', 300]

/** The cancelled order was captured, and lost money in a dispute; the rest was given back. */
function disputed(lostMinor: number, refundedMinor: number, ...postings: readonly Posting[]) {
  const all: Posting[] = [
    ['captured', 'balance:stripe', 'sales', 500],
    ['refunded', 'refunds', 'balance:stripe', refundedMinor],
    ...postings,
  ]
  const booked = all
    .filter(([, , , minor]) => minor > 0)
    .map(([kind, debit, credit, minor], index) => {
      const id = `00000000-0000-7000-8000-0000000001${String(index).padStart(2, '0')}`
      return `
        insert into ledger_transactions (transaction_id, order_id, kind, cause, at)
          values ('${id}', '${cancelled}', '${kind}', '${id}', now());
        insert into ledger_entries (transaction_id, account, currency, debit_minor, credit_minor) values
          ('${id}', '${debit}', 'GBP', ${minor}, 0), ('${id}', '${credit}', 'GBP', 0, ${minor});`
    })
  const refund = `
    insert into refunds (refund_id, order_id, amount_minor, status, provider_ref)
      values ('${cancelled}', '${cancelled}', ${refundedMinor}, 'refunded', 're_9');`
  return `
    update payments set method = 'card', provider = 'stripe', captured_minor = 500,
      refunded_minor = ${refundedMinor}, charged_back_minor = ${lostMinor} where order_id = '${cancelled}';
    ${refundedMinor > 0 ? refund : ''} ${booked.join('')}`
}

const onAppeal = disputed(0, 500, opened(300), lost(300), reopened, won)
const takenOfMore = disputed(510, 0, opened(510), lost(510))
const disputeOf = (minor: number) => `
  insert into disputes (provider, dispute_id, order_id, amount_minor, currency, reason, status, movements)
  values ('stripe', 'dp_2', '${cancelled}', ${minor}, 'GBP', 'fraudulent', 'lost', 1);`
const ofMore = disputeOf(510) + takenOfMore
const countedTwice = disputeOf(255) + takenOfMore
const andGivenBack = disputeOf(510) + disputed(510, 100, opened(510), lost(510))

export const disputedMoney: readonly Case[] = [
  {
    ...{ id: 'I4', name: 'a dispute that was lost, and won on appeal', finds: false },
    sql: { payments: onAppeal },
  },
  {
    ...{ id: 'I4', name: 'a dispute that was won on appeal is still a chargeback', finds: true },
    sql: { payments: disputed(0, 500, opened(300), lost(300)) },
  },
  {
    ...{ id: 'I4', name: 'a dispute took more than was captured', finds: false },
    sql: { payments: ofMore },
  },
  {
    ...{ id: 'I6', name: 'a dispute took more than was captured', finds: false },
    sql: { payments: ofMore },
  },
  ...(['I4', 'I6'] as const).map((id) => ({
    ...{
      id,
      name: 'more was taken back than captured, and no dispute is of that much',
      finds: true,
    },
    sql: { payments: countedTwice },
  })),
  {
    ...{
      id: 'I6',
      name: 'a dispute took more than was captured, which was given back',
      finds: true,
    },
    sql: { payments: andGivenBack },
  },
]
