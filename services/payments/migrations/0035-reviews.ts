import { sqlMigration } from '@stoa/postgres'

// A review of a payment's authorisation. A release that knows none reads `action`, would announce it as what the shopper has to do,
// and finds nothing there: to it the authorisation has no outcome yet.
export const reviews = sqlMigration(`
  alter table payments add column review jsonb;
`)
