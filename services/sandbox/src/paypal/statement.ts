import type { Outcome } from '../faults/perform.ts'
import type { Store } from '../state/store.ts'
import { badRequest } from './errors.ts'
import { readTransactions } from './transactions.ts'

const longestMs = 31 * 86_400_000

export interface Search {
  readonly startDate: string
  readonly endDate: string
  readonly page: number
  readonly pageSize: number
}

/** `GET /v1/reporting/transactions`: of at most 31 days, the oldest first, in pages. */
export async function searchTransactions(
  store: Store,
  now: () => Date,
  { startDate, endDate, page, pageSize }: Search,
): Promise<Outcome> {
  const [fromMs, toMs] = [Date.parse(startDate), Date.parse(endDate)]
  if (!(toMs >= fromMs && toMs - fromMs <= longestMs))
    return {
      saveAnswer: false,
      reply: badRequest([
        {
          field: 'end_date',
          issue: 'INVALID_DATE_RANGE',
          description: 'Date range is greater than 31 days.',
        },
      ]),
    }
  const found = await readTransactions(store, { fromMs, toMs })
  const from = (page - 1) * pageSize
  const body = {
    transaction_details: found
      .slice(from, from + pageSize)
      .map((transaction) => ({ transaction_info: transaction })),
    ...{ start_date: startDate, end_date: endDate, page },
    ...{ total_items: found.length, total_pages: Math.ceil(found.length / pageSize), links: [] },
    last_refreshed_datetime: now().toISOString(),
  }
  return { reply: { status: 200, body: JSON.stringify(body) } }
}
