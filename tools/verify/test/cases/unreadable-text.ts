import { cancelled, refund, shipped } from '../healthy-shop.ts'
import type { Case } from './case.ts'

/** Text that Postgres stores in a `json` column and cannot decode, after an escaped backslash that it can. */
const text = String.raw`C:\\users \u0000 \ud83d`

const placed = (pieces: number) =>
  `update order_events set data = '{"name":"${text}","pieces":${pieces}}'
    where order_id in ('${shipped}', '${cancelled}') and version = 1`
const refundRequested = (amountMinor: number) =>
  `update order_events set data = '{"reason":"${text}","refundId":"${refund}","amountMinor":${amountMinor}}'
    where type = 'refund.requested'`

/** What an older release accepted must neither stop a check nor hide a violation. */
export const unreadableText: readonly Case[] = [
  {
    ...{ id: 'I2', name: 'a name has NUL', finds: false },
    sql: { orders: placed(3) },
  },
  {
    ...{ id: 'I2', name: 'an order whose name has NUL reserved too little', finds: true },
    sql: { orders: placed(4) },
  },
  {
    ...{ id: 'I4', name: 'the reason of a refund has NUL', finds: false },
    sql: { orders: refundRequested(200) },
  },
  {
    ...{ id: 'I4', name: 'a refund whose reason has NUL paid too little', finds: true },
    sql: { orders: refundRequested(300) },
  },
]
