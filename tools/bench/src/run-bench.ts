import type { LoadNow } from '@stoa/load'
import { type Bench, type Measured, measure } from './measure.ts'
import type { Scenario } from './scenarios.ts'
import { bestRate, nextRate } from './search/search.ts'

export interface BenchOptions {
  readonly holdSeconds: number
  /** Hold this rate and search none. */
  readonly rate?: number | undefined
  readonly stepSeconds: number
  readonly say: (line: string) => void
  readonly report: (what: string, part: number, now: LoadNow) => void
}

export interface BenchRun {
  readonly trials: readonly Measured[]
  readonly holds: readonly Measured[]
}

const settleSeconds = 30
/** Of each rate. All together a minute: until then every service still compiles, at a tenth of the processor. */
const warmUpSeconds = 15
/** A rate that was held for a step and not for the whole time is followed by one this much lower. */
const stepDown = 0.93
const mostHolds = 3

const describe = ({ ratePerSecond, sustained, load, grew }: Measured): string => {
  const verdict = sustained
    ? 'sustained'
    : `not sustained${grew.length > 0 ? ` (${grew.join(', ')} grew)` : ''}`
  const { acceptMs, confirmMs, failed, dropped } = load
  const bad = failed + dropped > 0 ? `, ${failed} failed, ${dropped} dropped` : ''
  return `${ratePerSecond}/s: ${verdict}, accept p99 ${acceptMs.p99} ms, confirm p99 ${confirmMs.p99} ms${bad}`
}

/** Warms up in steps, looks for the highest rate that the platform keeps up with, and holds it. */
export async function runBench(
  bench: Bench,
  scenario: Scenario,
  options: BenchOptions,
): Promise<BenchRun> {
  const { holdSeconds, stepSeconds, say, report } = options
  const at = async (what: string, ratePerSecond: number, seconds: number): Promise<Measured> => {
    const job = { ratePerSecond, seconds, settleSeconds }
    const measured = await measure(bench, job, (now) =>
      report(`${what} ${ratePerSecond}/s`, now.elapsedMs / 1000 / seconds, now),
    )
    say(`${what} ${describe(measured)}`)
    return measured
  }

  for (const rate of scenario.warmUpRates) await at('warm-up', rate, warmUpSeconds)

  const trials: Measured[] = []
  if (options.rate === undefined)
    for (;;) {
      const rate = nextRate(scenario.search, trials)
      if (rate === undefined || rate < 1) break
      trials.push(await at('trial', rate, stepSeconds))
    }

  const holds: Measured[] = []
  let rate = options.rate ?? bestRate(trials)
  while (rate !== undefined) {
    const held = await at('hold', rate, holdSeconds)
    holds.push(held)
    if (held.sustained || options.rate !== undefined || holds.length >= mostHolds) break
    rate = Math.round(rate * stepDown)
  }
  return { trials, holds }
}
