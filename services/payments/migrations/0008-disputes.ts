import { sqlMigration } from '@stoa/postgres'

// Disputed payments, and authorisations that ended without a capture.
export const disputes = sqlMigration(`
  create table disputes (
    provider text not null check (provider in ('stripe', 'paypal')),
    dispute_id text not null,
    order_id uuid not null,
    amount_minor bigint not null check (amount_minor > 0),
    currency text not null,
    reason text not null,
    status text not null check (status in ('open', 'won', 'lost')),
    movements integer not null check (movements between 0 and 2),
    fee_minor bigint not null default 0,
    respond_by timestamptz,
    opened_at timestamptz not null default now(),
    closed_at timestamptz,
    primary key (provider, dispute_id)
  );
  create index disputes_opened on disputes (status, opened_at);

  alter table payments
    add column disputed_minor bigint not null default 0 check (disputed_minor >= 0),
    add column charged_back_minor bigint not null default 0 check (charged_back_minor >= 0),
    drop constraint payments_status_check,
    add constraint payments_status_check
      check (status in ('pending', 'authorised', 'declined', 'expired', 'voided', 'captured'));
`)
