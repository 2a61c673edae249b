import { sqlMigration } from '@stoa/postgres'

// The capture whose money a dispute or a reversal moved: of several captures only that one's reversal is the money of a dispute. A
// payment with one capture has no other. And how often a reversal was taken from a dispute: part of the cause of its postings.
export const pairedReversals = sqlMigration(`
  alter table disputes add column capture_ref text;
  alter table reversals add column capture_ref text, add column times_unpaired integer not null default 0;
  update disputes d set capture_ref = p.captures->0->>'ref' from payments p
    where p.order_id = d.order_id and d.provider = 'paypal' and jsonb_array_length(p.captures) = 1;
  update reversals r set capture_ref = p.captures->0->>'ref' from payments p
    where p.order_id = r.order_id and r.provider = 'paypal' and jsonb_array_length(p.captures) = 1;
`)
