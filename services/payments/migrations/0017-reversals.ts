import { sqlMigration } from '@stoa/postgres'

// Money that a provider took back, each by the provider's id of it. What was taken back before has no id of the provider's.
export const reversals = sqlMigration(`
  create table reversals (
    provider text not null check (provider in ('stripe', 'paypal')),
    reversal_id text not null,
    order_id uuid not null,
    amount_minor bigint not null check (amount_minor > 0),
    currency text not null,
    reason text not null,
    status text not null check (status in ('due', 'disputed', 'written_off')),
    dispute_id text,
    written_off_by text,
    written_off_reason text,
    created_at timestamptz not null default now(),
    primary key (provider, reversal_id),
    check ((status = 'disputed') = (dispute_id is not null))
  );
  create index reversals_order on reversals (order_id);
  create index reversals_due on reversals (created_at) where status = 'due';
  create index disputes_order on disputes (order_id);

  insert into reversals (provider, reversal_id, order_id, amount_minor, currency, reason, status, created_at)
  select provider, 'before-' || order_id, order_id, reversed_minor, currency, coalesce(reason, 'reversed'), 'due', updated_at
  from payments where reversed_minor > 0 and provider in ('stripe', 'paypal') and currency is not null;
`)
