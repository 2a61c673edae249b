import { sqlMigration } from '@stoa/postgres'

/** Goods of cancelled parcels that left. Replicas of the release before take `lost` for a status that moves no stock. */
export const lostGoods = sqlMigration(`
  alter table reservations drop constraint reservations_status_check,
    add constraint reservations_status_check
      check (status in ('held', 'rejected', 'released', 'sold', 'lost'));
`)
