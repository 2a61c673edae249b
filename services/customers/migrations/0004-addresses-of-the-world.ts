import { sqlMigration } from '@stoa/postgres'

// Replicas of the release before go on writing city and postcode; null means that the address has none.
export const addressesOfTheWorld = sqlMigration(`
  alter table addresses
    add column company text,
    add column street2 text,
    add column street3 text,
    add column region text,
    add column phone text,
    alter column city drop not null,
    alter column postcode drop not null;
`)
