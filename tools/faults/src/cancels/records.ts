type Query = <Row extends object>(
  database: string,
  sql: string,
  values: unknown[],
) => Promise<Row[]>

/** The last event of each order before its cancellation began. */
export async function pointsOf(query: Query, orderIds: readonly string[]): Promise<string[]> {
  const rows = await query<{ point: string | null }>(
    'orders',
    `select (select e.type from order_events e where e.order_id = o.order_id and e.version < (
        select min(c.version) from order_events c
        where c.order_id = o.order_id and c.type in ('order.cancel_requested', 'order.cancelling'))
      order by e.version desc limit 1) as point
    from orders o where o.order_id = any($1::uuid[])`,
    [orderIds],
  )
  return rows.map(({ point }) => point ?? 'too late')
}

export async function reservationsOf(
  query: Query,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await query<{ order_id: string; status: string }>(
    'inventory',
    'select order_id, status from reservations where order_id = any($1::uuid[])',
    [orderIds],
  )
  return new Map(rows.map(({ order_id, status }) => [order_id, status]))
}
