import { sqlMigration } from '@stoa/postgres'

// Since when captures are refused, or not settled. Which of them are still due follows from their payments.
export const dueCaptures = sqlMigration(`
  create table due_captures (
    order_id uuid primary key,
    due_id bigint generated always as identity unique,
    since timestamptz not null default now()
  );

  insert into due_captures (order_id, since)
  select order_id, updated_at from payments
  where not stopped and (capture_pending_minor > 0 or (doing = 'capture' and capture_attempt > 0))
  order by updated_at;
`)
