import type { Edge } from '../edge/edge.ts'
import { followOrders } from '../follow.ts'
import { nextGapMs } from './arrivals.ts'
import type { Body } from './bodies.ts'
import type { History } from './history.ts'
import { openLatencies } from './latencies.ts'
import { followOwnOrders } from './orders-followed.ts'
import { type Buyer, openRequests } from './requests.ts'
import type { LoadResult } from './result.ts'

export interface LoadPlan {
  readonly ratePerSecond: number
  readonly seconds: number
  readonly buyers: readonly Buyer[]
  readonly bodies: readonly Body[]
  /** Requests without an answer at most; an arrival that finds so many is dropped and counted. */
  readonly maxOutstanding: number
  /** How long to wait at the end for accepted orders to be shipped or cancelled. */
  readonly settleMs: number
  readonly giveUpAfterMs: number
  /** Begins every idempotency key. */
  readonly runId: string
  readonly random: () => number
}

export interface LoadNow {
  readonly elapsedMs: number
  readonly offered: number
  readonly accepted: number
  readonly confirmed: number
  readonly open: number
}

export interface LoadDeps {
  readonly edge: Edge
  readonly history: History
  /** Told about once a second. */
  readonly report?: (now: LoadNow) => void
  /** Ends the arrivals early. */
  readonly signal?: AbortSignal
}

/** Arrivals that are due by now are sent together; their latency counts from when each was due. */
const tickMs = 4

/** Offers orders at a rate, whatever the platform answers, and follows each to its end. */
export async function runLoad(deps: LoadDeps, plan: LoadPlan): Promise<LoadResult> {
  const { edge, history } = deps
  const acceptLatencies = openLatencies()
  const confirmLatencies = openLatencies()
  const followed = followOwnOrders(history, confirmLatencies)
  const counts = { offered: 0, accepted: 0, failed: 0, unknown: 0, dropped: 0 }
  const statuses = new Map<string, number>()
  const requests = openRequests({
    edge,
    history,
    giveUpAfterMs: plan.giveUpAfterMs,
    accepted(orderId, intendedMs, nowMs) {
      counts.accepted += 1
      acceptLatencies.record(nowMs - intendedMs)
      followed.accepted(orderId, intendedMs)
    },
    failed(outcome, status) {
      counts.failed += 1
      if (outcome === 'unknown') counts.unknown += 1
      const name = String(status ?? 'no answer')
      statuses.set(name, (statuses.get(name) ?? 0) + 1)
    },
  })
  const follower = await followOrders(edge, followed.seen)

  const begunMs = performance.now()
  const endMs = begunMs + plan.seconds * 1000
  let nextMs = begunMs + nextGapMs(plan.ratePerSecond, plan.random)
  const offer = (intendedMs: number) => {
    const number = counts.offered++
    if (requests.outstanding >= plan.maxOutstanding) {
      counts.dropped += 1
      return
    }
    const buyer = plan.buyers[number % plan.buyers.length]
    const body = plan.bodies[Math.floor(plan.random() * plan.bodies.length)]
    if (buyer && body) requests.place(`${plan.runId}-${number}`, buyer, body, intendedMs)
  }
  const arrive = (nowMs: number) => {
    while (nextMs <= nowMs && nextMs < endMs) {
      offer(nextMs)
      nextMs += nextGapMs(plan.ratePerSecond, plan.random)
    }
  }
  let reportAtMs = begunMs
  const report = (nowMs: number) => {
    if (nowMs < reportAtMs) return
    reportAtMs = nowMs + 1000
    const { confirmed, open } = followed.counts()
    deps.report?.({ elapsedMs: nowMs - begunMs, ...counts, confirmed, open })
  }

  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const nowMs = performance.now()
      const arriving = nextMs < endMs && !deps.signal?.aborted
      if (arriving) arrive(nowMs)
      requests.tick(nowMs)
      report(nowMs)
      const settled = requests.outstanding === 0 && !followed.anyOpen
      if (arriving || (!settled && nowMs < endMs + plan.settleMs)) return
      clearInterval(timer)
      resolve()
    }, tickMs)
  })
  await follower.stop()

  const { confirmed, shipped, cancelled, open, lastConfirmedMs } = followed.counts()
  const spanMs = Math.max(plan.seconds * 1000, lastConfirmedMs - begunMs)
  return {
    ...{ offered: counts.offered, accepted: counts.accepted, confirmed },
    ...{ failed: counts.failed, dropped: counts.dropped },
    confirmedPerSecond: Math.round((confirmed / spanMs) * 10_000) / 10,
    acceptMs: acceptLatencies.percentiles(),
    confirmMs: confirmLatencies.percentiles(),
    ...{ shipped, cancelled, unsettled: open + requests.outstanding, unknown: counts.unknown },
    failures: Object.fromEntries(statuses),
    historyFile: history.file,
  }
}
