import { readFileSync } from 'node:fs'
import type { PlatformState } from '@stoa/topology'
import type { TelemetryFault, TelemetryRun } from './fault.ts'

export interface TelemetryFaultReport {
  readonly fault: string
  /** What telemetry counted of it. */
  readonly counted: number
  readonly accepted: number
  readonly shipped: number
  /** Requests refused, unanswered or never sent, and orders that were cancelled. */
  readonly lost: number
  /** The most memory that each has held since its start. */
  readonly peakMiB: Readonly<Record<string, number>>
}

const load = { rate: 40, seconds: 15 }
const observers = ['prometheus', 'alertmanager', 'collector', 'jaeger']

const peakMiB = ({ resources }: PlatformState) =>
  Object.fromEntries(
    resources
      .filter(({ name, pid }) => observers.includes(name) && pid !== null)
      .map(({ name, pid }) => {
        const [, kib] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
        return [name, Math.round(Number(kib) / 1024)]
      }),
  )

/** Does a fault while orders are placed, and follows every order to its end. */
export async function runTelemetryFault(
  run: TelemetryRun,
  fault: TelemetryFault,
): Promise<TelemetryFaultReport> {
  const loading = run.shop.load(load)
  await run.shop.accepted(100)
  const counted = await fault.run(run)
  const { accepted, shipped, failed, dropped, unsettled, cancelled } = await loading
  return {
    ...{ fault: fault.name, counted, accepted, shipped },
    lost: failed + dropped + unsettled + cancelled,
    peakMiB: peakMiB(run.shop.platform.state),
  }
}
