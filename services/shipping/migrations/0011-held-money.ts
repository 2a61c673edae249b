import { sqlMigration } from '@stoa/postgres'

/**
 * When the authorisation of a parcel's money ends, as it was booked; null where none is known, or the money is captured. A
 * renewal is kept beside it, since it may arrive before its booking.
 */
export const heldMoney = sqlMigration(`
  alter table parcels add column held_until timestamptz;
  create table renewed_holds (
    order_id uuid primary key,
    held_until timestamptz not null
  );
`)
