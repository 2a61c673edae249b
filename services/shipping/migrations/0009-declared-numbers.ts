import { sqlMigration } from '@stoa/postgres'

/**
 * The number under which a parcel was declared to have left, where no label of ours has it. It stays when a carrier gives
 * that number to another order's label: the parcel has no `tracking_number` any more then.
 */
export const declaredNumbers = sqlMigration(`
  alter table parcels add column declared_number text;
  update parcels p set declared_number = tracking_number
    where handed_over_at is not null and tracking_number is not null and (address is null or exists (
      select from abandoned_labels a where a.order_id = p.order_id and a.left_as = p.tracking_number));
  alter table parcels drop constraint parcels_check2,
    add constraint parcels_numbered_check check (
      status not in ('booked', 'in_transit', 'out_for_delivery', 'delivered')
      or tracking_number is not null or declared_number is not null);
  create index parcels_contradicted on parcels (order_id)
    where declared_number is not null and tracking_number is null;
`)
