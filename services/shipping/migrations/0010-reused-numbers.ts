import { sqlMigration } from '@stoa/postgres'

/** Carriers issue a number again once its parcel is long delivered: it belongs to the parcel that was booked last. */
export const reusedNumbers = sqlMigration(`
  drop index parcels_tracking;
  create index parcels_tracking on parcels (tracking_number, carrier, created_at);
`)
