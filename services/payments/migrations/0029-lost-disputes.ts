import { sqlMigration } from '@stoa/postgres'

// What was lost of a dispute: a reversal may tell of that part alone. Of earlier ones the ledger knows it, where their order has
// one. And the currency of its fee, which is that of the balance.
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
