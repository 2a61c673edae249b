/** Orders whose money a provider has not settled yet, and whether it has taken over 14 days so far. */
export const settlingOrders = `
  select order_id::text, created_at < now() - interval '14 days' from payments
  where capture_pending_minor > 0 or (doing = 'capture' and capture_attempt > 0)
  union all
  select order_id::text, created_at < now() - interval '14 days' from refunds
  where status = 'pending' and (provider_ref is not null or attempt > 0)`
