import { sqlMigration } from '@stoa/postgres'

// Money that a provider converts to the currency of the shop's bank account.
export const conversions = sqlMigration(`
  alter table provider_transactions drop constraint provider_transactions_kind_check,
    add constraint provider_transactions_kind_check check (kind in ('payment', 'payout', 'fee', 'conversion', 'other'));
`)
