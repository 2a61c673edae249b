import { anHourAgo, type Case, newOrder, otherOrder } from './case.ts'

const pendingSince = (since: string) => `
  insert into payments (order_id, customer_id, method, provider, status, doing, amount_minor, capture_pending_minor,
    currency, created_at, updated_at, doing_since)
  values ('${otherOrder}', 'c-1', 'paypal', 'paypal', 'authorised', 'capture', 1000, 1000, 'GBP', ${since}, ${since}, ${since})`

const unansweredSince = (since: string) => `${pendingSince(since)};
  update payments set capture_pending_minor = 0, reason = 'capture_unanswered' where order_id = '${otherOrder}'`

/** It was asked about an hour ago. */
const askedSince = (since: string) => `${unansweredSince(since)};
  update payments set updated_at = ${anHourAgo} where order_id = '${otherOrder}'`
const isDueSince = (since: string) =>
  `insert into due_captures (order_id, since) values ('${otherOrder}', ${since})`

export const unsettledCaptures: readonly Case[] = [
  {
    ...{
      id: 'I5',
      name: 'an order waits for a capture that its provider has not settled',
      finds: false,
    },
    sql: { orders: newOrder('confirmed', anHourAgo), payments: pendingSince(anHourAgo) },
  },
  {
    ...{ id: 'I5', name: 'a capture has not been settled for weeks', finds: true },
    sql: { payments: pendingSince(`now() - interval '15 days'`) },
  },
  {
    ...{ id: 'I5', name: 'a capture is due that its provider has not answered', finds: false },
    sql: { payments: unansweredSince(anHourAgo) },
  },
  {
    ...{ id: 'I5', name: 'a capture has not been answered for weeks', finds: true },
    sql: { payments: unansweredSince(`now() - interval '15 days'`) },
  },
  {
    ...{
      id: 'I5',
      name: 'a capture is due for weeks, and requested again and again',
      finds: true,
    },
    sql: {
      payments: `${askedSince(anHourAgo)}; ${isDueSince(`now() - interval '15 days'`)}`,
    },
  },
  {
    ...{
      id: 'I5',
      name: 'a cancelled order’s capture has not been answered for weeks, and is asked about again and again',
      finds: true,
    },
    sql: {
      payments: `${askedSince(`now() - interval '15 days'`)};
        update payments set stopped = true where order_id = '${otherOrder}'`,
    },
  },
  {
    ...{
      id: 'I5',
      name: 'a capture became due an hour ago, after weeks of requests',
      finds: false,
    },
    sql: {
      payments: `${askedSince(`now() - interval '15 days'`)}; ${isDueSince(anHourAgo)}`,
    },
  },
  {
    ...{ id: 'I5', name: 'a capture began to be pending long after its payment', finds: false },
    sql: {
      payments: `${pendingSince(anHourAgo)};
        update payments set created_at = now() - interval '15 days' where order_id = '${otherOrder}'`,
    },
  },
  {
    ...{ id: 'I5', name: 'an order is on hold for a capture that is not settled', finds: false },
    sql: {
      orders: `${newOrder('shipped', `now() - interval '15 days'`)};
        update orders set held_at = now() where order_id = '${otherOrder}'`,
      payments: pendingSince(`now() - interval '15 days'`),
    },
  },
  {
    ...{ id: 'I5', name: 'an order is open though its capture is settled', finds: true },
    sql: {
      orders: newOrder('confirmed', anHourAgo),
      payments: `${pendingSince(anHourAgo)};
        update payments set capture_pending_minor = 0, doing = null where order_id = '${otherOrder}'`,
    },
  },
]
