import { sqlMigration } from '@stoa/postgres'

/** How many orders use each quote: placed and not cancelled. Orders that were placed before are not counted. */
export default sqlMigration(`
  create table quotes (
    quote_id text primary key,
    max_uses integer not null,
    uses integer not null,
    expires_at timestamptz not null,
    constraint quotes_uses_check check (uses between 0 and max_uses)
  );
  create index quotes_expires_at on quotes (expires_at);
`)
