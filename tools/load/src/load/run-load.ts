import type { Edge } from '../edge/edge.ts'
import { followOrders } from '../follow-orders.ts'
import { nextGapMs } from './arrivals.ts'
import type { HistoryWriter } from './history.ts'
import { createLatencyHistogram } from './latency-histogram.ts'
import type { OrderBody } from './order-bodies.ts'
import { type Buyer, createOrderSender } from './order-sender.ts'
import { createOrderTracker } from './order-tracker.ts'
import type { LoadResult } from './result.ts'

export interface LoadPlan {
  readonly ratePerSecond: number
  /** How long orders arrive. */
  readonly seconds: number
  readonly buyers: readonly Buyer[]
  readonly bodies: readonly OrderBody[]
  /** An arrival is dropped, and counted, while this many requests have no final response. */
  readonly maxOutstanding: number
  /** An arrival waits, and is due later, while as many orders are unconfirmed as this allows after `confirmed` ones. */
  readonly maxUnconfirmed?: (confirmed: number) => number
  /** How long to wait after the last arrival for accepted orders to be shipped or cancelled. */
  readonly settleMs: number
  /** A request without a final response is repeated until this long after its intended start. */
  readonly giveUpAfterMs: number
  /** Prefix of every idempotency key. */
  readonly runId: string
  readonly random: () => number
}

export interface LoadProgress {
  readonly elapsedMs: number
  readonly offered: number
  readonly accepted: number
  readonly confirmed: number
  readonly open: number
}

export interface LoadDeps {
  readonly edge: Edge
  readonly history: HistoryWriter
  /** Called about once a second, and at the end. */
  readonly report?: (progress: LoadProgress) => void
  /** Ends the arrivals early. */
  readonly signal?: AbortSignal
}

/** Arrivals due within a tick are sent together; their latency still counts from when each was due. */
const tickMs = 4

/** Runs an open-loop load: orders arrive at a rate, however slowly the platform answers, and each is followed. */
export async function runLoad(deps: LoadDeps, plan: LoadPlan): Promise<LoadResult> {
  const { edge, history } = deps
  const acceptLatencies = createLatencyHistogram()
  const confirmLatencies = createLatencyHistogram()
  const tracker = createOrderTracker(history, confirmLatencies)
  const counts = { offered: 0, accepted: 0, failed: 0, unknown: 0, dropped: 0 }
  const failures = new Map<string, number>()
  const sender = createOrderSender({
    edge,
    history,
    giveUpAfterMs: plan.giveUpAfterMs,
    onAccepted(orderId, intendedMs, nowMs) {
      counts.accepted += 1
      acceptLatencies.record(nowMs - intendedMs)
      tracker.onAccepted(orderId, intendedMs)
    },
    onFailed(outcome, status) {
      counts.failed += 1
      if (outcome === 'unknown') counts.unknown += 1
      const name = String(status ?? 'no answer')
      failures.set(name, (failures.get(name) ?? 0) + 1)
    },
  })
  const follower = await followOrders(edge, tracker.onChanges)

  const startedMs = performance.now()
  const endMs = startedMs + plan.seconds * 1000
  let nextMs = startedMs + nextGapMs(plan.ratePerSecond, plan.random)
  const offer = (intendedMs: number) => {
    const number = counts.offered++
    if (sender.outstanding >= plan.maxOutstanding) {
      counts.dropped += 1
      return
    }
    const buyer = plan.buyers[number % plan.buyers.length]
    const body = plan.bodies[Math.floor(plan.random() * plan.bodies.length)]
    if (buyer && body) sender.place(`${plan.runId}-${number}`, buyer, body, intendedMs)
  }
  const mustWait = () => {
    if (!plan.maxUnconfirmed) return false
    const { confirmed, cancelled } = tracker.counts()
    const { offered, dropped, failed } = counts
    return offered - dropped - failed - confirmed - cancelled >= plan.maxUnconfirmed(confirmed)
  }
  const offerDueArrivals = (nowMs: number) => {
    while (nextMs <= nowMs && nextMs < endMs) {
      if (mustWait()) {
        nextMs = nowMs + tickMs
        return
      }
      offer(nextMs)
      nextMs += nextGapMs(plan.ratePerSecond, plan.random)
    }
  }
  let reportAtMs = startedMs
  const report = (nowMs: number) => {
    const { confirmed, open } = tracker.counts()
    deps.report?.({ elapsedMs: nowMs - startedMs, ...counts, confirmed, open })
  }
  const reportEverySecond = (nowMs: number) => {
    if (nowMs < reportAtMs) return
    reportAtMs = nowMs + 1000
    report(nowMs)
  }

  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const nowMs = performance.now()
      const arriving = nextMs < endMs && !deps.signal?.aborted
      if (arriving) offerDueArrivals(nowMs)
      sender.sendDueRetries(nowMs)
      reportEverySecond(nowMs)
      const settled = sender.outstanding === 0 && !tracker.hasOpenOrders
      if (arriving || (!settled && nowMs < endMs + plan.settleMs)) return
      clearInterval(timer)
      resolve()
    }, tickMs)
  })
  await follower.stop()
  report(performance.now())

  const { confirmed, shipped, cancelled, open, lastConfirmedMs } = tracker.counts()
  const spanMs = Math.max(plan.seconds * 1000, lastConfirmedMs - startedMs)
  return {
    ...{ offered: counts.offered, accepted: counts.accepted, confirmed },
    ...{ failed: counts.failed, dropped: counts.dropped },
    confirmedPerSecond: Math.round((confirmed / spanMs) * 10_000) / 10,
    acceptMs: acceptLatencies.percentiles(),
    confirmMs: confirmLatencies.percentiles(),
    ...{ shipped, cancelled, unsettled: open + sender.outstanding, unknown: counts.unknown },
    failures: Object.fromEntries(failures),
    historyFile: history.file,
  }
}
