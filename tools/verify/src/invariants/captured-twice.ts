/** Of what was captured in parts, I4 compares the sum with what the provider told. */
const repeated = `
  select order_id, count(*) filter (where kind = 'captured') as times,
    count(*) filter (where kind = 'capture_undone') as undone
  from ledger_transactions t
  where kind in ('captured', 'capture_undone') and not exists (
    select from payments p where p.order_id = t.order_id and p.captures is not null)
  group by order_id
  having count(*) filter (where kind = 'captured') > 1 + count(*) filter (where kind = 'capture_undone')`

const bookedMinor = `
  select sum(case t.kind when 'captured' then e.debit_minor else -e.debit_minor end)
  from ledger_transactions t join ledger_entries e using (transaction_id)
  where t.order_id = r.order_id and t.kind in ('captured', 'capture_undone')`

/** Refunds, disputes and reversals of a provider: each proves that at least as much was captured. */
const proofs = `
  select count(*) from (
    select order_id from refunds where provider_ref is not null
    union all select order_id from disputes
    union all select order_id from reversals
  ) proof where proof.order_id = r.order_id`

/**
 * Orders whose capture is booked more than once. What a provider told of before the capture proves a part of it: the capture is then
 * booked as its parts, which add up to what was captured, and to no more than the payment.
 */
export const capturedTwice = `
  select r.order_id::text, r.times from (${repeated}) r
  where not exists (
    select from payments p
    where p.order_id = r.order_id and p.provider in ('stripe', 'paypal') and p.captured_minor <= p.amount_minor
      and p.captured_minor = (${bookedMinor}) and r.times - r.undone <= 1 + (${proofs}))`
