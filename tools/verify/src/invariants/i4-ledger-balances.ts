import { type CheckResultBuilder, createCheckResult } from '../check-result.ts'
import { eventData } from '../event-data.ts'
import type { Invariant, VerifyInputs } from '../invariant.ts'
import { mergeByKey } from '../merge-by-key.ts'
import { checkRefunds } from './booked-refunds.ts'
import { settledUnpaid } from './order-waits.ts'
import { checkReversedMoney, takenBackMinor } from './reversed-money.ts'
import { checkToldCaptures } from './told-captures.ts'

const unbalanced = `
  select transaction_id::text, currency, sum(debit_minor), sum(credit_minor) from ledger_entries
  group by transaction_id, currency having sum(debit_minor) <> sum(credit_minor)`

const overall = `
  select currency, sum(debit_minor), sum(credit_minor), count(*) from ledger_entries group by currency`

const booked = `
  with booked as (
    select t.order_id,
      sum(e.credit_minor - e.debit_minor) filter (where e.account = 'sales') as sales,
      sum(e.debit_minor - e.credit_minor) filter (where e.account = 'refunds') as refunds,
      sum(e.credit_minor - e.debit_minor) filter (where e.account like 'clearing:%') as clearing,
      sum(e.debit_minor - e.credit_minor) filter (where e.account like 'pending:%') as pending,
      sum(e.credit_minor - e.debit_minor) filter (where e.account = 'sales:pending') as sales_pending,
      sum(e.debit_minor - e.credit_minor) filter (where e.account like 'due:%') as due,
      sum(e.debit_minor - e.credit_minor) filter (where e.account like 'disputed:%') as disputed,
      sum(e.debit_minor - e.credit_minor) filter (where e.account = 'chargebacks') as charged_back
    from ledger_transactions t join ledger_entries e on e.transaction_id = t.transaction_id
    where t.order_id is not null group by t.order_id
  )
  select coalesce(p.order_id, b.order_id)::text, p.captured_minor, p.refunded_minor, p.returning_minor,
    p.capture_pending_minor, p.reversed_minor, p.disputed_minor, p.charged_back_minor, coalesce(b.sales, 0), coalesce(b.refunds, 0), coalesce(b.clearing, 0),
    coalesce(b.pending, 0), coalesce(b.sales_pending, 0), coalesce(b.due, 0), coalesce(b.disputed, 0),
    coalesce(b.charged_back, 0)
  from payments p full join booked b on b.order_id = p.order_id
  where p.order_id is null or p.captured_minor <> coalesce(b.sales, 0)
    or p.refunded_minor + p.returning_minor <> coalesce(b.refunds, 0)
    or p.returning_minor <> coalesce(b.clearing, 0) or p.capture_pending_minor <> coalesce(b.pending, 0)
    or p.capture_pending_minor <> coalesce(b.sales_pending, 0) or p.reversed_minor <> coalesce(b.due, 0)
    or p.disputed_minor <> coalesce(b.disputed, 0) or p.charged_back_minor <> coalesce(b.charged_back, 0)`

const accounts = `
  with owing as (
    select customer_id,
      sum(amount_minor) filter (where status = 'authorised') as held,
      sum(captured_minor - refunded_minor) as owed
    from payments where provider = 'account' group by customer_id
  ), paid as (
    select customer_id, sum(amount_minor) as minor from account_payments group by customer_id
  )
  select a.customer_id, a.held_minor, coalesce(o.held, 0), a.owed_minor,
    coalesce(o.owed, 0) - coalesce(p.minor, 0)
  from accounts a left join owing o using (customer_id) left join paid p using (customer_id)
  where a.held_minor <> coalesce(o.held, 0) or a.owed_minor <> coalesce(o.owed, 0) - coalesce(p.minor, 0)`

const accountPayments = `
  select currency, p.minor, b.minor
  from (select currency, sum(amount_minor) as minor from account_payments group by currency) p
  full join (
    select e.currency, sum(e.credit_minor) as minor
    from ledger_transactions t join ledger_entries e on e.transaction_id = t.transaction_id
    where t.order_id is null and t.kind = 'account_paid' and e.account = 'receivables' group by e.currency
  ) b using (currency)
  where p.minor is distinct from b.minor`

const ended = `
  select o.order_id::text, o.status, o.total_minor, coalesce(r.refunded, 0), o.open,
    ${settledUnpaid}
  from orders o left join (
    select q.order_id, sum((${eventData('q.data')}->>'amountMinor')::bigint) as refunded
    from order_events d join order_events q on q.order_id = d.order_id and q.type = 'refund.requested'
      and ${eventData('q.data')}->>'refundId' = ${eventData('d.data')}->>'refundId'
    where d.type = 'payments.refunded' and not exists (
      select from order_events f where f.order_id = d.order_id and f.type = 'payments.refund_failed'
        and ${eventData('f.data')}->>'refundId' = ${eventData('d.data')}->>'refundId')
    group by q.order_id
  ) r on r.order_id = o.order_id
  where o.status in ('shipped', 'cancelled') order by o.order_id`

const paid = `
  select order_id::text, captured_minor, refunded_minor, returning_minor,
    ${takenBackMinor},
    case when captures is null then false else captured_minor = (
      select coalesce(sum((c->>'amountMinor')::bigint), 0) from jsonb_array_elements(captures) c) end
  from payments order by order_id`

interface PaidMoney {
  readonly capturedMinor: number
  readonly refundedMinor: number
  /** Being refunded. */
  readonly returningMinor: number
  /** Taken back by the provider, in disputes too. */
  readonly takenBackMinor: number
  /** The provider told of each part of what was captured: it need not be all that the order costs. */
  readonly isTold?: boolean
}
const nothingPaid: PaidMoney = {
  ...{ capturedMinor: 0, refundedMinor: 0, returningMinor: 0, takenBackMinor: 0 },
}

interface EndedOrder {
  readonly status: string
  readonly totalMinor: number
  readonly refundedMinor: number
  /** Shipped, and its capture or a refund is still to come: I5 bounds how long that may take. */
  readonly open: boolean
  /** An order manager declared that its capture was declined. */
  readonly settledUnpaid?: boolean
}

/** The fault in the money of a shipped or cancelled order, if there is one. */
export function moneyFault(
  order: EndedOrder,
  payment: PaidMoney = nothingPaid,
): string | undefined {
  const { capturedMinor: captured, refundedMinor: refunded } = payment
  if (order.status === 'cancelled') {
    // A refund that the provider took back is made again: I5 bounds how long that may take.
    const kept = captured - refunded - payment.returningMinor - payment.takenBackMinor
    return kept === 0 ? undefined : `is cancelled, but ${kept} was captured and not refunded`
  }
  const mayBeUnpaid = order.open || order.settledUnpaid
  if (captured !== order.totalMinor && !payment.isTold && !(mayBeUnpaid && captured === 0))
    return `is shipped for ${order.totalMinor}, but ${captured} was captured`
  if (refunded !== order.refundedMinor)
    return `has refunds of ${order.refundedMinor}, but ${refunded} was refunded`
  return undefined
}

type Ended = [string, string, number, number, boolean, boolean]

async function checkOrders({ db }: VerifyInputs, result: CheckResultBuilder): Promise<void> {
  await mergeByKey(db.blocks('orders', ended), db.blocks('payments', paid), (order, payment) => {
    if (!order) return
    result.checked += 1
    const [orderId, status, totalMinor, refundedMinor, open, settledUnpaid] = order as Ended
    const money = payment && {
      capturedMinor: payment[1] as number,
      refundedMinor: payment[2] as number,
      returningMinor: payment[3] as number,
      takenBackMinor: payment[4] as number,
      isTold: payment[5] as boolean,
    }
    const ended = { status, totalMinor, refundedMinor, open, settledUnpaid }
    const fault = moneyFault(ended, money)
    if (fault) result.addViolation(orderId, fault)
  })
}

export const ledgerBalances: Invariant = {
  id: 'I4',
  summary: 'debits equal credits; ledger, payments and orders agree',
  async check(inputs) {
    const { db } = inputs
    const result = createCheckResult()
    for (const [id, currency, debit, credit] of await db.rows('payments', unbalanced))
      result.addViolation(
        `transaction ${id}`,
        `its debits are ${debit}, its credits ${credit} ${currency}`,
      )
    for (const [currency, debit, credit, entries] of await db.rows('payments', overall)) {
      result.checked += Number(entries)
      if (debit !== credit)
        result.addViolation(
          `ledger in ${currency}`,
          `its debits are ${debit}, its credits ${credit}`,
        )
    }
    for (const row of await db.rows('payments', booked)) {
      const [orderId, captured, refunded, returning, waiting, reversed, ...rest] = row
      const [disputed, lost, ...balances] = rest
      const [sales, refunds, clearing, pending, salesPending, due, inDispute, chargebacks] =
        balances
      const inPayment = `captured ${captured}, refunded ${refunded}, being refunded ${returning}, pending ${waiting}, reversed ${reversed}, disputed ${disputed}, lost ${lost}`
      const inLedger = `sales ${sales}, refunds ${refunds}, clearing ${clearing}, pending ${pending} against ${salesPending}, due ${due}, disputed ${inDispute}, chargebacks ${chargebacks}`
      result.addViolation(
        String(orderId),
        `its payment has ${inPayment}; the ledger has ${inLedger}`,
      )
    }
    for (const [customer, held, heldBy, owed, owedBy] of await db.rows('payments', accounts))
      result.addViolation(
        `account ${customer}`,
        `has ${held} held and ${owed} owed; its payments add up to ${heldBy} and ${owedBy}`,
      )
    for (const [currency, recorded, booked] of await db.rows('payments', accountPayments))
      result.addViolation(
        `account payments in ${currency}`,
        `${recorded ?? 0} is recorded, ${booked ?? 0} is in the ledger`,
      )
    await checkRefunds(db, result)
    await checkReversedMoney(db, result)
    await checkToldCaptures(db, result)
    await checkOrders(inputs, result)
    return result
  },
}
