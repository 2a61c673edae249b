import { sqlMigration } from '@stoa/postgres'

/** What each carrier takes, as shipping announced it; an address that it cannot take is refused. */
export default sqlMigration(`
  create table carriers (
    carrier text primary key,
    limits jsonb not null,
    revision bigint not null
  );
`)
