import { sqlMigration } from '@stoa/postgres'

// What a provider captured of an order that another provider took, until and after it is given back. A movement that a provider
// lists by its reference of the payment keeps it, so that its order can be found later.
export const strayCaptures = sqlMigration(`
  create table stray_captures (
    provider text not null check (provider in ('stripe', 'paypal')),
    payment_ref text not null,
    capture_ref text,
    order_id uuid not null,
    amount_minor bigint not null check (amount_minor > 0),
    currency text not null,
    status text not null check (status in ('held', 'given_back')),
    refund_ref text,
    reason text,
    attempt integer not null default 0,
    requests integer not null default 0,
    created_at timestamptz not null default now(),
    primary key (provider, payment_ref)
  );
  create index stray_captures_order on stray_captures (order_id);
  create index stray_captures_held on stray_captures (created_at) where status = 'held';

  -- A provider may tell of one that is searched for already: the searches before that count no more.
  alter table strays add column checks_before integer not null default 0;

  alter table provider_transactions add column payment_ref text;
  create index provider_transactions_unmatched on provider_transactions (provider)
    where order_id is null and payment_ref is not null;

  -- What Stripe kept of a movement that it converted stays with that movement's own id.
  update provider_transactions l set transaction_id = left(transaction_id, -3)
    where provider = 'stripe' and kind = 'conversion' and transaction_id like '%/to' and not exists (
      select from provider_transactions o where o.provider = l.provider and o.transaction_id = left(l.transaction_id, -3));
`)
