import { sqlMigration } from '@stoa/postgres'

/**
 * Until when an open order may wait for the outside; null while it does not. Every step changes `deadline_at`, so no index may
 * contain it: an update that changes an indexed column writes an entry into every index of the table. The trigger sets it
 * for replicas of any release; a generated column would rewrite the whole table.
 */
export default sqlMigration(`
  alter table orders add column outside_until timestamptz;
  update orders set outside_until = deadline_at where open and outside;
  create function set_outside_until() returns trigger language plpgsql as $$
    begin
      new.outside_until := case when new.open and new.outside then new.deadline_at end;
      return new;
    end
  $$;
  create trigger set_outside_until before update on orders for each row
    when (new.outside or old.outside) execute function set_outside_until();
  create index orders_outside_until on orders (outside_until) where outside_until is not null;
  drop index orders_outside;
`)
