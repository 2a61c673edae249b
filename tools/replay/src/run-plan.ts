import type { OrdersAwaited } from './orders-awaited.ts'
import { payBack, placeInvoice, type Trader } from './place-invoice.ts'
import type { Credit, Invoice, Plan } from './trade/plan.ts'

export interface RunOptions {
  /** Begins every idempotency key. */
  readonly runId: string
  readonly ratePerSecond: number
  /** Invoices that are being placed at once. */
  readonly concurrency: number
  readonly signal?: AbortSignal
  readonly report?: (done: number) => void
}

export interface RunResult {
  /** Order ids by invoice number. */
  readonly orders: ReadonlyMap<string, string>
  /** Credit notes that were paid back. */
  readonly credits: number
  readonly problems: readonly string[]
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Carries out a plan in its order: invoices at a rate, credit notes when the orders they pay back have shipped. */
export async function runPlan(
  trader: Trader,
  awaited: OrdersAwaited,
  plan: Plan,
  options: RunOptions,
): Promise<RunResult> {
  const { runId, ratePerSecond, concurrency, signal } = options
  const placed = new Map<string, Promise<string | undefined>>()
  const orders = new Map<string, string>()
  const problems: string[] = []
  const work = new Set<Promise<void>>()
  let placing = 0
  let credits = 0
  let done = 0

  const place = async (step: Invoice): Promise<string | undefined> => {
    placing += 1
    try {
      const orderId = await placeInvoice(trader, step, `${runId}-${step.invoice}`)
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

  const waitForEnd = async (orderId: string | undefined, invoice: string) => {
    if (orderId === undefined) return
    if ((await awaited.ended(orderId)) === 'cancelled')
      problems.push(`the order of invoice ${invoice} was cancelled`)
  }

  const give = async ({ invoice, refunds }: Credit) => {
    try {
      for (const [number, { invoice: of, amountMinor }] of refunds.entries()) {
        const orderId = await placed.get(of)
        if (orderId === undefined) throw new Error(`credit note ${invoice}: no order of ${of}`)
        await awaited.ended(orderId)
        const key = `${runId}-${invoice}-${number}`
        await payBack(trader, { orderId, amountMinor, creditNote: invoice, key })
      }
      credits += 1
    } catch (error) {
      problems.push((error as Error).message)
    } finally {
      options.report?.(++done)
    }
  }

  const begin = (doing: Promise<void>) => {
    work.add(doing)
    void doing.finally(() => work.delete(doing))
  }

  const begunMs = performance.now()
  let invoices = 0
  for (const step of plan.steps) {
    if (signal?.aborted) break
    if (step.kind === 'credit') {
      begin(give(step))
      continue
    }
    const dueMs = begunMs + (invoices++ * 1_000) / ratePerSecond
    while (!signal?.aborted && (placing >= concurrency || performance.now() < dueMs)) {
      const dueInMs = Math.max(0, dueMs - performance.now())
      await pause(placing >= concurrency ? 2 : Math.min(1_000, dueInMs))
    }
    const order = place(step)
    placed.set(step.invoice, order)
    begin(order.then((orderId) => waitForEnd(orderId, step.invoice)))
  }
  while (work.size > 0 && !signal?.aborted) await Promise.race([...work, pause(1_000)])
  return { orders, credits, problems }
}
