import { sqlMigration } from '@stoa/postgres'

// What trade customers have paid; one who paid more than was owed, or was refunded afterwards, is in credit.
export const accountPayments = sqlMigration(`
  create table account_payments (
    payment_id text primary key,
    customer_id text not null,
    amount_minor bigint not null check (amount_minor > 0),
    currency text not null,
    reference text not null,
    paid_on date not null,
    recorded_by text not null,
    recorded_at timestamptz not null default now()
  );
  create index account_payments_customer on account_payments (customer_id, recorded_at);
  create index payments_on_account on payments (customer_id) where provider = 'account';
  alter table accounts drop constraint accounts_owed_minor_check;
`)
