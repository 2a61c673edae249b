import { sqlMigration } from '@stoa/postgres'

// A lost dispute keeps the amount that was lost, because a reversal may tell of that part alone; for a dispute that was lost before
// this migration the amount comes from the ledger, if its order has no other dispute. The fee's currency is that of the balance.
export const lostDisputes = sqlMigration(`
  alter table disputes add column lost_minor bigint check (lost_minor between 0 and amount_minor),
    add column fee_currency text;
  update disputes d set lost_minor = lost.minor from (
    select d.order_id, sum(e.debit_minor)::bigint as minor from disputes d
      join ledger_transactions t on t.order_id = d.order_id and t.kind = 'dispute_lost'
      join ledger_entries e on e.transaction_id = t.transaction_id and e.account = 'chargebacks'
    where d.status = 'lost' and d.movements > 0 group by d.order_id having count(*) = 1) lost
  where d.order_id = lost.order_id and d.status = 'lost' and d.movements > 0;
`)
