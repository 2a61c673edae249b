import { sqlMigration } from '@stoa/postgres'

/**
 * When each parcel was handed over; one that was scanned before counts as handed over then. The constraint also stops a
 * replica of the release before from cancelling a parcel that was handed over: its command is parked until a newer one
 * handles it.
 */
export const handedOver = sqlMigration(`
  alter table parcels add column handed_over_at timestamptz, add column left_at timestamptz;
  update parcels set handed_over_at = coalesce(scanned_at, created_at)
    where status in ('in_transit', 'out_for_delivery', 'delivered', 'exception');
  alter table parcels drop constraint parcels_status_check,
    add constraint parcels_status_check check (status in (
      'pending', 'booked', 'rejected', 'cancelled', 'handed_over', 'in_transit', 'out_for_delivery', 'delivered', 'exception'
    )),
    add constraint parcels_handed_over_check check (case
      when status in ('handed_over', 'in_transit', 'out_for_delivery', 'delivered') then handed_over_at is not null
      when status = 'exception' then true
      else handed_over_at is null
    end);
  create index parcels_ready on parcels (created_at) where status = 'booked';
  create index parcels_left on parcels (left_at) where left_at is not null;
`)
