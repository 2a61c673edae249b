import type { CheckResultBuilder } from '../check-result.ts'
import type { Databases } from '../databases.ts'

/**
 * Of a payment: what its provider has taken back of what was captured. A dispute may be of more, where a currency has changed its value;
 * what else is more was counted twice.
 */
export const takenBackMinor = `
  case when exists (select from disputes d where d.order_id = payments.order_id and d.amount_minor > captured_minor)
    then least(captured_minor, reversed_minor + disputed_minor + charged_back_minor)
    else reversed_minor + disputed_minor + charged_back_minor end`

const differing = `
  with due as (
    select order_id, sum(amount_minor) as minor from reversals where status = 'due' group by order_id
  )
  select order_id::text, coalesce(p.reversed_minor, 0), coalesce(d.minor, 0)
  from payments p full join due d using (order_id)
  where coalesce(p.reversed_minor, 0) <> coalesce(d.minor, 0)`

const tooMuch = `
  select order_id::text, captured_minor, reversed_minor from payments where reversed_minor > captured_minor`

const unused = `
  select t.order_id::text, e.account, sum(e.credit_minor - e.debit_minor)
  from ledger_entries e join ledger_transactions t using (transaction_id)
  where e.account like 'unused:%' group by t.order_id, e.account
  having sum(e.credit_minor - e.debit_minor) <> 0 and max(t.at) < now() - interval '3 days'`

/** What a provider took back is due by a reversal each, and what it captured beside a payment is given back. */
export async function checkReversedMoney(db: Databases, result: CheckResultBuilder): Promise<void> {
  for (const [orderId, reversed, due] of await db.rows('payments', differing))
    result.addViolation(
      String(orderId),
      `its payment has ${reversed} taken back; its reversals are ${due}`,
    )
  for (const [orderId, captured, reversed] of await db.rows('payments', tooMuch))
    result.addViolation(
      String(orderId),
      `${captured} was captured, and ${reversed} of it is taken back`,
    )
  for (const [orderId, account, minor] of await db.rows('payments', unused))
    result.addViolation(
      String(orderId),
      `${minor} that it does not use is still at the provider (${account})`,
    )
}
