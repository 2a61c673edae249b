import type { Edge } from '../edge/edge.ts'
import { requestJson } from '../edge/request-json.ts'

export interface DuePayment {
  readonly orderId: string
  readonly customerId: string | null
  readonly provider: string
  readonly amountMinor: number
  readonly currency: string
  readonly status: string
  readonly since: string
  /** The provider's last answer. */
  readonly reason: string | null
  readonly nextAttemptAt: string | null
}

interface Page {
  readonly payments: readonly DuePayment[]
  /** Present when there may be a next page. */
  readonly cursor?: number
}

/** Reads the payments that are due, page by page. */
export async function readDue(edge: Pick<Edge, 'request'>, token: string): Promise<DuePayment[]> {
  const due: DuePayment[] = []
  let after: number | undefined = 0
  while (after !== undefined) {
    const path: string = `/v1/payments/due?limit=1000&after=${after}`
    const page: Page = await requestJson<Page>(edge, { method: 'GET', path, token })
    due.push(...page.payments)
    after = page.cursor
  }
  return due
}
