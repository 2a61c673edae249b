import { sqlMigration } from '@stoa/postgres'

// Refunds that were made at the provider. One may take what a refund of ours still waits for: that one is refused later.
export const providerRefunds = sqlMigration(`
  alter table payments
    drop constraint payments_check2,
    add constraint payments_refunded_check check (refunded_minor <= captured_minor);
  alter table refunds add column origin text not null default 'order' check (origin in ('order', 'provider'));
  create index payments_provider_ref on payments (provider_ref) where provider_ref is not null;
`)
