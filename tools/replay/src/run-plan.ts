import type { OrderOutcomes } from './order-outcomes.ts'
import { placeInvoice, type ReplayClient, requestRefund } from './place-invoice.ts'
import type { CreditNote, Invoice, Plan } from './trade/plan.ts'

export interface RunOptions {
  /** Prefix of every idempotency key. */
  readonly runId: string
  readonly ratePerSecond: number
  /** How many invoices are placed at once, at most. */
  readonly concurrency: number
  readonly signal?: AbortSignal
  /** Called with the number of steps done. */
  readonly report?: (done: number) => void
}

export interface RunResult {
  /** Order ids by invoice number. */
  readonly orders: ReadonlyMap<string, string>
  /** Number of credit notes refunded in full. */
  readonly credits: number
  /** What could not be carried out, a sentence each. */
  readonly problems: readonly string[]
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Carries out the steps of a plan in order: invoices at a rate, each credit note once its orders have shipped. */
export async function runPlan(
  client: ReplayClient,
  outcomes: OrderOutcomes,
  plan: Plan,
  options: RunOptions,
): Promise<RunResult> {
  const { runId, ratePerSecond, concurrency, signal } = options
  const placed = new Map<string, Promise<string | undefined>>()
  const orders = new Map<string, string>()
  const problems: string[] = []
  const running = new Set<Promise<void>>()
  let placing = 0
  let credits = 0
  let done = 0

  const place = async (step: Invoice): Promise<string | undefined> => {
    placing += 1
    try {
      const orderId = await placeInvoice(client, step, `${runId}-${step.invoice}`)
      orders.set(step.invoice, orderId)
      return orderId
    } catch (error) {
      problems.push((error as Error).message)
      return undefined
    } finally {
      placing -= 1
      options.report?.(++done)
    }
  }

  const reportCancellation = async (orderId: string | undefined, invoice: string) => {
    if (orderId === undefined) return
    if ((await outcomes.waitFor(orderId)) === 'cancelled')
      problems.push(`the order of invoice ${invoice} was cancelled`)
  }

  const refund = async ({ invoice, refunds }: CreditNote) => {
    try {
      for (const [number, { invoice: refunded, amountMinor }] of refunds.entries()) {
        const orderId = await placed.get(refunded)
        if (orderId === undefined)
          throw new Error(`credit note ${invoice}: invoice ${refunded} has no order`)
        await outcomes.waitFor(orderId)
        const key = `${runId}-${invoice}-${number}`
        await requestRefund(client, { orderId, amountMinor, creditNote: invoice, key })
      }
      credits += 1
    } catch (error) {
      problems.push((error as Error).message)
    } finally {
      options.report?.(++done)
    }
  }

  const track = (task: Promise<void>) => {
    running.add(task)
    void task.finally(() => running.delete(task))
  }

  const startedMs = performance.now()
  let invoices = 0
  for (const step of plan.steps) {
    if (signal?.aborted) break
    if (step.kind === 'credit') {
      track(refund(step))
      continue
    }
    const dueMs = startedMs + (invoices++ * 1_000) / ratePerSecond
    while (!signal?.aborted && (placing >= concurrency || performance.now() < dueMs)) {
      const dueInMs = Math.max(0, dueMs - performance.now())
      await pause(placing >= concurrency ? 2 : Math.min(1_000, dueInMs))
    }
    const order = place(step)
    placed.set(step.invoice, order)
    track(order.then((orderId) => reportCancellation(orderId, step.invoice)))
  }
  while (running.size > 0 && !signal?.aborted) await Promise.race([...running, pause(1_000)])
  return { orders, credits, problems }
}
