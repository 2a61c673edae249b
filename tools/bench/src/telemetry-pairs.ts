import { CannotRun } from '@stoa/topology'
import type { BenchResult } from './result.ts'
import { type Cost, costOf, orderOf, type Round, type TelemetryMode } from './telemetry.ts'

export interface FailedArm {
  /** From 1. */
  readonly round: number
  readonly telemetry: TelemetryMode
  readonly reason: string
}

export interface PairsResult {
  readonly rounds: readonly Round[]
  readonly sampled: Cost
  readonly all: Cost
  /** Measurements that are in none of the ratios. */
  readonly failed: readonly FailedArm[]
}

export interface Pairs {
  readonly rounds: number
  /** Measures a platform of its own. */
  readonly measure: (telemetry: TelemetryMode) => Promise<BenchResult>
  readonly log: (line: string) => void
}

/** Why the CPU of an order in this result cannot be compared. */
const unfitReason = ({ holds, violations, cpuMsPerOrder }: BenchResult): string | undefined => {
  if (cpuMsPerOrder === null) return 'no order was confirmed'
  const { notConfirmed = 0 } = holds.at(-1) ?? {}
  if (notConfirmed > 0) return `${notConfirmed} orders were not confirmed`
  return violations > 0 ? `stoa verify found ${violations} violations` : undefined
}

const describe = ({ none, ...modes }: Round): string => {
  const costs = Object.entries(modes).map(([mode, ms]) =>
    none ? `${mode} ${ms} ms (${(ms / none).toFixed(3)} of none)` : `${mode} ${ms} ms`,
  )
  return [...(none ? [`none ${none} ms`] : []), ...costs].join(', ') || 'no figure'
}

const describeCost = (mode: TelemetryMode, { ratio, interval }: Cost): string => {
  const bounds = interval?.map((bound) => bound.toFixed(3)).join(' to ')
  return `${mode}: ${ratio?.toFixed(3) ?? 'no pair'} of none${bounds ? `, 95% interval ${bounds}` : ''}`
}

/** Measures the modes one after the other, round after round; one that fails is left out of its round and named. */
export async function measurePairs({ rounds: count, measure, log }: Pairs): Promise<PairsResult> {
  const rounds: Round[] = []
  const failed: FailedArm[] = []
  for (let number = 1; number <= count; number += 1) {
    const round: Partial<Record<TelemetryMode, number>> = {}
    for (const telemetry of orderOf(number - 1)) {
      log(`round ${number} of ${count}, ${telemetry}`)
      const outcome = await measure(telemetry).then(
        (result) => ({ cpuMs: result.cpuMsPerOrder ?? 0, reason: unfitReason(result) }),
        (error: Error) => {
          if (error instanceof CannotRun) throw error
          return { cpuMs: 0, reason: error.message }
        },
      )
      const { cpuMs, reason } = outcome
      if (reason === undefined) round[telemetry] = cpuMs
      else {
        failed.push({ round: number, telemetry, reason })
        log(`round ${number} of ${count}, ${telemetry} is left out: ${reason}`)
      }
    }
    rounds.push(round)
    log(`round ${number} of ${count}, CPU of an order: ${describe(round)}`)
    for (const mode of ['sampled', 'all'] as const) log(describeCost(mode, costOf(mode, rounds)))
  }
  return { rounds, sampled: costOf('sampled', rounds), all: costOf('all', rounds), failed }
}
