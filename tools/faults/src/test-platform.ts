import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Edge,
  type LoadProgress,
  type LoadResult,
  openEdge,
  openHistory,
  prepareLoad,
  runLoad,
} from '@stoa/load'
import { type Platform, type PlatformOptions, startPlatform } from '@stoa/run'
import { openVerifyInputs, type Report, verify } from '@stoa/verify'
import { untilDrained } from './drained.ts'

export interface Offered {
  readonly rate: number
  readonly seconds: number
  readonly pay?: 'account' | 'card' | 'paypal'
  readonly carrier?: 'own-fleet' | 'fedex' | 'ups'
  readonly settleMs?: number
  /** Ends the arrivals early. */
  readonly signal?: AbortSignal
}

export interface TestPlatform {
  readonly home: string
  readonly platform: Platform
  readonly edge: Edge
  /** Offers orders and waits until each is shipped or cancelled, at most `settleMs` after the last. */
  load(offered: Offered): Promise<LoadResult>
  /** Resolves when the load has offered, or has had accepted, this many orders; rejects when it ended with fewer. */
  offered(orders: number): Promise<void>
  accepted(orders: number): Promise<void>
  /** Waits until every message is handled, then checks the invariants. */
  verify(): Promise<Report>
  close(): Promise<void>
}

interface Waiting {
  readonly isReached: () => boolean
  readonly resolve: () => void
  readonly reject: (reason: Error) => void
}

/** In tests no step of an order takes as long as its deadline allows, and nobody should wait for it. */
const decisionWait = '10s'

/** Starts a separate platform on free ports; its home is a new folder unless `options` name one. */
export async function openTestPlatform(
  options: Partial<PlatformOptions> = {},
): Promise<TestPlatform> {
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'stoa-shop-'))
  process.env.STOA_TRACES_DECISION_WAIT ??= decisionWait
  const platform = await startPlatform({ ...options, home, traffic: false, ephemeral: true })
  const edge = openEdge(platform.state, { connections: 32 })
  let progress = { offered: 0, accepted: 0 }
  let waiting: Waiting[] = []
  const noteProgress = (now: Pick<LoadProgress, 'offered' | 'accepted'>) => {
    progress = now
    for (const one of waiting.filter(({ isReached }) => isReached())) one.resolve()
    waiting = waiting.filter(({ isReached }) => !isReached())
  }
  const reached = (isReached: () => boolean) =>
    isReached()
      ? Promise.resolve()
      : new Promise<void>((resolve, reject) => waiting.push({ isReached, resolve, reject }))
  const noteEnd = () => {
    const { offered, accepted } = progress
    for (const { reject } of waiting)
      reject(new Error(`the load ended with ${offered} orders offered, ${accepted} accepted`))
    waiting = []
  }

  return {
    ...{ home, platform, edge },
    async load({ rate, seconds, signal, settleMs = 90_000, ...offered }) {
      const { pay = 'account', carrier = 'own-fleet' } = offered
      progress = { offered: 0, accepted: 0 }
      const orders = Math.ceil(rate * seconds * 1.5) + 100
      const prepared = await prepareLoad(edge, { pay, carrier, hot: false, customers: 20, orders })
      const history = openHistory(home)
      try {
        return await runLoad(
          { edge, history, report: noteProgress, ...(signal && { signal }) },
          {
            ...prepared,
            ...{ ratePerSecond: rate, seconds, settleMs, giveUpAfterMs: 60_000 },
            maxOutstanding: 10_000,
            runId: `fault-${randomBytes(6).toString('hex')}`,
          },
        )
      } finally {
        noteEnd()
        await history.close()
      }
    },
    offered: (orders) => reached(() => progress.offered >= orders),
    accepted: (orders) => reached(() => progress.accepted >= orders),
    async verify() {
      await untilDrained(platform.state)
      const inputs = await openVerifyInputs({ home, withinSeconds: 0 })
      try {
        return await verify(inputs)
      } finally {
        await inputs.close()
      }
    },
    async close() {
      await edge.close()
      await platform.stop()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** The violated invariants, with an example each. */
export const violated = ({ invariants }: Report) =>
  invariants
    .filter(({ violations }) => violations > 0)
    .map(({ id, examples }) => `${id}: ${examples[0]}`)
