import { sqlMigration } from '@stoa/postgres'

// The providers' own balance transactions, what the ledger books from them without an order, and where both differ.
export const statements = sqlMigration(`
  alter table ledger_transactions alter column order_id drop not null;
  create unique index ledger_transactions_without_order on ledger_transactions (kind, cause) where order_id is null;
  create index ledger_transactions_at on ledger_transactions using brin (at);

  create table provider_transactions (
    provider text not null check (provider in ('stripe', 'paypal')),
    transaction_id text not null,
    order_id uuid,
    kind text not null check (kind in ('payment', 'payout', 'fee', 'other')),
    amount_minor bigint not null,
    fee_minor bigint not null,
    currency text not null,
    at timestamptz not null,
    listed boolean not null default true,
    primary key (provider, transaction_id)
  );
  create index provider_transactions_order on provider_transactions (order_id) where order_id is not null;
  create index provider_transactions_at on provider_transactions (provider, at);

  create table provider_statements (
    provider text primary key check (provider in ('stripe', 'paypal')),
    read_from timestamptz not null default now(),
    read_until timestamptz not null default now(),
    transit_seconds integer,
    compared_at timestamptz,
    failed_at timestamptz,
    error text,
    lease uuid,
    due_at timestamptz not null default now() + interval '1 hour'
  );
  insert into provider_statements (provider) values ('stripe'), ('paypal');

  create table differences (
    provider text not null,
    subject text not null,
    currency text not null,
    reason text not null,
    explained boolean not null,
    ledger_minor bigint not null,
    provider_minor bigint not null,
    primary key (provider, subject, currency)
  );
`)
