import { sqlMigration } from '@stoa/postgres'

/**
 * Adds to the events of release 0.1 which steps they requested and which compensations they began, as its process had it.
 * Replicas of 0.1 ignore what is added; events that they store after this are read in today's form (src/upcast.ts).
 */
export default sqlMigration(`
  update order_events e set data = (e.data::jsonb || jsonb_build_object('requested', p.requested))::json
  from (values
    ('order.placed', '["stock"]'::jsonb),
    ('inventory.reserved', '["money"]'),
    ('payments.authorised', '["parcel"]'),
    ('shipping.booked', '["capture"]'),
    ('payments.captured', '[]')
  ) as p (type, requested)
  where e.type = p.type and e.data -> 'requested' is null;

  update order_events c set data = (c.data::jsonb || (
    select jsonb_build_object(
      'compensating', coalesce(jsonb_agg(s.step order by s.place) filter (where s.step <> 'capture'), '[]'),
      'covered', coalesce(jsonb_agg(s.step) filter (where s.step = 'capture'), '[]'))
    from (values
      (1, 'stock', 'order.placed', 'inventory.rejected'),
      (2, 'money', 'inventory.reserved', 'payments.declined'),
      (3, 'parcel', 'payments.authorised', 'shipping.rejected'),
      (4, 'capture', 'shipping.booked', 'payments.capture_refused')
    ) as s (place, step, requested_with, refused_by)
    where exists (select from order_events e
        where e.order_id = c.order_id and e.version < c.version and e.type = s.requested_with)
      and not exists (select from order_events e
        where e.order_id = c.order_id and e.version < c.version and e.type = s.refused_by)
  ))::json
  where c.type = 'order.cancelling' and c.data -> 'compensating' is null;
`)
