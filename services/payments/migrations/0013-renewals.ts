import { sqlMigration } from '@stoa/postgres'

// Authorisations that are renewed before their provider stops honouring them.
export const renewals = sqlMigration(`
  alter table payments
    add column renewals integer not null default 0,
    add column renewal_refused text,
    add column authorised_until timestamptz,
    add column renew_at timestamptz,
    drop constraint payments_doing_check,
    add constraint payments_doing_check check (doing in ('authorise', 'void', 'capture', 'renew'));
  create index payments_renewals_due on payments (renew_at)
    where status = 'authorised' and renewal_refused is null and renew_at is not null;
`)
