import type { LoadProgress } from '@stoa/load'
import { type Bench, type Measured, measure } from './measure.ts'
import type { Offer, Scenario } from './scenarios.ts'
import { bestRate, nextRate } from './search/rate-search.ts'

export interface BenchOptions {
  /** Offered first, one after the other, and not counted. */
  readonly warmUp: readonly Offer[]
  readonly holdSeconds: number
  /** The rate to hold; searched for when undefined. */
  readonly rate?: number | undefined
  readonly stepSeconds: number
  readonly log: (line: string) => void
  readonly report: (phase: string, fraction: number, progress: LoadProgress) => void
}

export interface BenchRun {
  readonly trials: readonly Measured[]
  readonly holds: readonly Measured[]
}

const settleSeconds = 30
/** After a hold that was not sustained, the next rate is this fraction of its. */
const nextHoldFactor = 0.93
const maxHolds = 3

const describe = ({ ratePerSecond, sustained, load, grew }: Measured): string => {
  const verdict = sustained
    ? 'sustained'
    : `not sustained${grew.length > 0 ? ` (${grew.join(', ')} grew)` : ''}`
  const { acceptMs, confirmMs, failed, dropped } = load
  const losses = failed + dropped > 0 ? `, ${failed} failed, ${dropped} dropped` : ''
  return `${ratePerSecond}/s: ${verdict}, accept p99 ${acceptMs.p99} ms, confirm p99 ${confirmMs.p99} ms${losses}`
}

/** Warms up in steps, searches for the highest sustained rate, and holds it. */
export async function runBench(
  bench: Bench,
  { search }: Pick<Scenario, 'search'>,
  options: BenchOptions,
): Promise<BenchRun> {
  const { warmUp, holdSeconds, stepSeconds, log, report } = options
  const measureAt = async (
    phase: string,
    ratePerSecond: number,
    seconds: number,
  ): Promise<Measured> => {
    const job = { ratePerSecond, seconds, settleSeconds }
    const measured = await measure(bench, job, (progress) =>
      report(`${phase} ${ratePerSecond}/s`, progress.elapsedMs / 1000 / seconds, progress),
    )
    log(`${phase} ${describe(measured)}`)
    return measured
  }

  for (const { ratePerSecond, seconds } of warmUp)
    await measureAt('warm-up', ratePerSecond, seconds)

  const trials: Measured[] = []
  if (options.rate === undefined)
    for (;;) {
      const rate = nextRate(search, trials)
      if (rate === undefined || rate < 1) break
      trials.push(await measureAt('trial', rate, stepSeconds))
    }

  const holds: Measured[] = []
  let rate = options.rate ?? bestRate(trials)
  while (rate !== undefined) {
    const held = await measureAt('hold', rate, holdSeconds)
    holds.push(held)
    if (held.sustained || options.rate !== undefined || holds.length >= maxHolds) break
    rate = Math.round(rate * nextHoldFactor)
  }
  return { trials, holds }
}
