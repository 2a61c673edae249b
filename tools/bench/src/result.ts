import type { Report } from '@stoa/verify'
import type { Measured } from './measure.ts'
import type { BenchRun } from './run-bench.ts'

const round = (value: number, digits: number) => Number(value.toFixed(digits))

const perOrder = (measured: Measured, value: number, digits: number) =>
  measured.load.confirmed === 0 ? null : round(value / measured.load.confirmed, digits)

const summaryOf = ({ ratePerSecond, sustained, notConfirmed, grew, highest, load }: Measured) => ({
  ...{ offeredPerSecond: ratePerSecond, sustained, notConfirmed, grew, highestBacklog: highest },
  ...{ confirmedPerSecond: load.confirmedPerSecond, acceptMs: load.acceptMs },
  ...{ confirmMs: load.confirmMs, failed: load.failed, dropped: load.dropped },
})

export interface Conditions {
  readonly scenario: string
  readonly description: string
  readonly startedAt: string
  readonly machine: Readonly<Record<string, unknown>>
  readonly versions: Readonly<Record<string, unknown>>
  readonly settings: Readonly<Record<string, unknown>>
  readonly memoryMiB: Readonly<Record<string, number | null>>
  readonly spans: number
  readonly verified: Report
}

/** What `stoa bench --json` prints and the result file contains. Its figures are those of the last hold. */
export function resultOf({ trials, holds }: BenchRun, conditions: Conditions) {
  const {
    scenario,
    description,
    startedAt,
    machine,
    versions,
    settings,
    memoryMiB,
    spans,
    verified,
  } = conditions
  const last = holds.at(-1)
  const cpuByProcess = Object.fromEntries(
    Object.entries(last?.cpuMs ?? {})
      .map(([name, ms]) => [name, last ? perOrder(last, ms, 3) : null] as const)
      .sort(([, a], [, b]) => (b ?? 0) - (a ?? 0)),
  )
  const cpuMs = Object.values(last?.cpuMs ?? {}).reduce((sum, ms) => sum + ms, 0)
  const memory = Object.values(memoryMiB)
  return {
    ...{ scenario, says: description, startedAt },
    confirmedPerSecond: last?.load.confirmedPerSecond ?? 0,
    cpuMsPerOrder: last ? perOrder(last, cpuMs, 3) : null,
    sustained: last?.sustained ?? false,
    violations: verified.violations,
    acceptMs: last?.load.acceptMs ?? null,
    confirmMs: last?.load.confirmMs ?? null,
    cpuMsPerOrderByProcess: cpuByProcess,
    memoryMiB: round(
      memory.reduce<number>((sum, mib) => sum + (mib ?? 0), 0),
      0,
    ),
    memoryMiBByProcess: memoryMiB,
    messagesPerOrder: last ? perOrder(last, last.messages, 2) : null,
    commitsPerOrder: last ? perOrder(last, last.commits, 2) : null,
    walBytesPerOrder: last ? perOrder(last, last.walBytes, 0) : null,
    ...{ spans, machine, versions, settings },
    ...{
      holds: holds.map(summaryOf),
      trials: trials.map(summaryOf),
      verified: verified.invariants,
    },
  }
}

export type BenchResult = ReturnType<typeof resultOf>
