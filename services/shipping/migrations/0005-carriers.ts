import { sqlMigration } from '@stoa/postgres'

// The limits that each carrier was last announced with.
export const carriers = sqlMigration(`
  create table carriers (
    carrier text primary key,
    limits jsonb not null,
    revision bigint not null
  );
`)
