import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTicksOf } from '@stoa/run'
import { CannotRun } from '@stoa/topology'
import { expect, it, onTestFinished, vi } from 'vitest'
import { exitStatus, traces } from './traces.ts'

it.each([
  [{ orders: 100, whole: 100 }, 0],
  [{ orders: 1_000, whole: 999 }, 0],
  [{ orders: 100, whole: 99 }, 1],
])('of as many orders as asked for, whole traces decide: %j exits %i', (report, status) => {
  expect(exitStatus(report, report.orders)).toBe(status)
})

it('fewer orders than asked for prove nothing, unless one of their traces is not whole', () => {
  expect(exitStatus({ orders: 0, whole: 0 }, 10)).toBe(2)
  expect(exitStatus({ orders: 9, whole: 9 }, 10)).toBe(2)
  expect(exitStatus({ orders: 9, whole: 8 }, 10)).toBe(1)
})

/** Of a running platform without a database, which is asked once traces can be checked. */
function runOn(tracesKeptPercent: number | undefined): Promise<number> {
  const home = mkdtempSync(join(tmpdir(), 'stoa-traces-'))
  onTestFinished(() => rmSync(home, { recursive: true }))
  const state = {
    ...{ pid: process.pid, startTicks: startTicksOf(process.pid), tracesKeptPercent },
    ...{ startedAt: new Date().toISOString(), ready: true, resources: [] },
    ...{ urls: { jaeger: 'http://127.0.0.1:1' }, caFile: null, postgres: null, nats: null },
  }
  writeFileSync(join(home, 'state.json'), JSON.stringify(state))
  vi.stubEnv('STOA_HOME', home)
  return traces.run(['check'])
}

it.each([0, 10, 99.9])(
  'a collector that keeps %s percent of ordinary traces leaves nothing to check',
  (percent) =>
    expect(runOn(percent)).rejects.toThrow(
      new CannotRun(
        `the collector keeps ${percent} % of ordinary traces; start with STOA_TRACES_KEPT_PERCENT=100`,
      ),
    ),
)

it.each([100, undefined])('traces are read where %s percent are kept', (percent) =>
  expect(runOn(percent)).rejects.not.toThrow('the collector keeps'),
)
