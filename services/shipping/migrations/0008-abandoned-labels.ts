import { sqlMigration } from '@stoa/postgres'

/** Labels under which their parcel did not leave, as an order manager declared; `refused`: the carrier does not void it. */
export const abandonedLabels = sqlMigration(`
  create table abandoned_labels (
    carrier text not null,
    tracking_number text not null,
    order_id uuid not null,
    left_as text not null,
    abandoned_at timestamptz not null,
    state text not null check (state in ('open', 'voided', 'refused')),
    primary key (carrier, tracking_number)
  );
  create index abandoned_labels_newest on abandoned_labels (abandoned_at);
`)
