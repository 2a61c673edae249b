import { randomInt } from 'node:crypto'
import { followOrders, openHistory } from '@stoa/load'
import { queryAsSuperuser } from '@stoa/run/query'
import { readTopology } from '@stoa/topology'
import type { TestPlatform } from '../test-platform.ts'
import { type AtRest, readAtRest } from './at-rest.ts'
import { generate } from './generate.ts'
import { openOrderBook } from './order-book.ts'
import { type Results, sendAll } from './send-all.ts'
import { openShop } from './shop.ts'

export interface AcceptedRequestsReport extends AtRest {
  readonly seed: number
  readonly requests: number
  readonly acceptedPercent: number
  /** Of the requests that place an order. */
  readonly confirmedPercent: number
  readonly bySchema: Results
  readonly orders: Readonly<
    Record<'accepted' | 'confirmed' | 'shipped' | 'cancelled' | 'open', number>
  >
  /** Why orders were cancelled; one for each customer's own reason would be too many. */
  readonly cancelledFor: Readonly<Record<string, number>>
  /** Orders cancelled for none of the reasons that a business has. */
  readonly cancelledTechnically: number
  readonly serverErrors: number
}

const settleMs = 90_000
const everyMs = 100
const own = 'the customer’s own reason'
const technical = 'no reply about '

const sum = (counts: Iterable<number>) => [...counts].reduce((total, count) => total + count, 0)

const percent = (part: number, whole: number) => Math.round((1_000 * part) / whole) / 10

async function cancellations(
  { platform }: TestPlatform,
  since: Date,
): Promise<Map<string, number>> {
  const rows = await queryAsSuperuser<{ reason: string; n: number }>(
    platform.state,
    'orders',
    `select case when c.data ->> 'reason' like $3 || '%' or exists (
        select from order_events r where r.order_id = c.order_id
          and r.type in ('inventory.rejected', 'payments.declined', 'shipping.rejected', 'payments.capture_refused')
      ) then c.data ->> 'reason' else $2 end as reason, count(*)::int as n
    from order_events c where c.type = 'order.cancelling' and c.at >= $1 group by 1`,
    [since, own, technical],
  )
  return new Map(rows.map(({ reason, n }) => [reason, n]))
}

/** What was accepted can be delivered: a carrier's refusal shows a limit that nobody checked. */
const refusedByCarrier = /^(own-fleet|fedex|ups): /

export const isTechnical = (reason: string): boolean =>
  reason.startsWith(technical) || refusedByCarrier.test(reason)

async function deadLetters({ platform }: TestPlatform): Promise<number> {
  const databases = readTopology()
    .services.filter(({ consumes }) => consumes.length > 0)
    .flatMap(({ database }) => database ?? [])
  const counts = await Promise.all(
    databases.map((database) =>
      queryAsSuperuser<{ n: number }>(
        platform.state,
        database,
        'select count(*)::int as n from dead_letters',
      ),
    ),
  )
  return sum(counts.map(([row]) => row?.n ?? 0))
}

/** Sends generated requests to every operation, and follows each accepted order to its end. */
export async function runAcceptedRequests(
  shop: TestPlatform,
  requests: number,
  seed = randomInt(2 ** 31),
): Promise<AcceptedRequestsReport> {
  const { edge, home } = shop
  await openShop(edge)
  const since = new Date()
  const book = openOrderBook()
  const history = openHistory(home)
  const follower = await followOrders(edge, book.onChanges)
  const bySchema = await sendAll({ edge, history, book }, generate(requests, seed))
  const endMs = Date.now() + settleMs
  while (book.counts().open > 0 && Date.now() < endMs)
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  await follower.stop()
  await history.close()

  const atRest = await readAtRest(shop, () => deadLetters(shop))
  const orders = book.counts()
  const results = Object.values(bySchema).flatMap((counts) => Object.entries(counts))
  const countOf = (test: (result: string) => boolean) =>
    sum(results.filter(([result]) => test(result)).map(([, count]) => count))
  const cancelledFor = await cancellations(shop, since)
  const total = countOf(() => true)
  return {
    ...{ seed, requests: total },
    acceptedPercent: percent(
      countOf((result) => result.startsWith('2')),
      total,
    ),
    confirmedPercent: percent(
      orders.confirmed,
      sum(Object.values(bySchema['POST /v1/orders'] ?? {})),
    ),
    ...{ bySchema, orders },
    cancelledFor: Object.fromEntries(cancelledFor),
    cancelledTechnically: sum(
      [...cancelledFor].filter(([reason]) => isTechnical(reason)).map(([, n]) => n),
    ),
    serverErrors: countOf((result) => result.startsWith('5')),
    ...atRest,
  }
}
