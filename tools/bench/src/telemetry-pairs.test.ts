import { CannotRun } from '@stoa/topology'
import { expect, it } from 'vitest'
import type { BenchResult } from './result.ts'
import type { TelemetryMode } from './telemetry.ts'
import { measurePairs } from './telemetry-pairs.ts'

const cpuMs = { none: 2, sampled: 2.2, all: 2.5 }
const resultOf = (telemetry: TelemetryMode, more: Partial<BenchResult> = {}) =>
  ({
    cpuMsPerOrder: cpuMs[telemetry],
    holds: [{ notConfirmed: 0 }],
    violations: 0,
    ...more,
  }) as BenchResult

/** `fault` says what becomes of the measurement with this number, from 1; undefined: nothing special. */
async function measured(
  rounds: number,
  fault: (number: number) => Partial<BenchResult> | undefined,
) {
  const order: TelemetryMode[] = []
  const lines: string[] = []
  const result = await measurePairs({
    ...{ rounds, log: (line: string) => void lines.push(line) },
    async measure(telemetry) {
      order.push(telemetry)
      return resultOf(telemetry, fault(order.length))
    },
  })
  return { ...result, order, text: lines.join('\n') }
}

it('measures the modes of each round next to each other, each first in turn, and logs what they cost', async () => {
  const { order, sampled, all, failed, text } = await measured(6, () => undefined)
  expect(order.slice(0, 6)).toEqual(['none', 'sampled', 'all', 'sampled', 'all', 'none'])
  expect(order).toHaveLength(18)
  expect(sampled.ratio).toBeCloseTo(1.1)
  expect(all.interval?.map((bound) => bound.toFixed(2))).toEqual(['1.25', '1.25'])
  expect(failed).toEqual([])
  expect(text).toContain(
    'round 2 of 6, CPU of an order: none 2 ms, sampled 2.2 ms (1.100 of none), all 2.5 ms (1.250 of none)',
  )
  expect(text).toMatch(/all: 1.250 of none, 95% interval 1.250 to 1.250$/)
})

it.each([
  ['7 orders were not confirmed', { holds: [{ notConfirmed: 7 }] as BenchResult['holds'] }],
  ['no order was confirmed', { cpuMsPerOrder: null }],
  ['stoa verify found 2 violations', { violations: 2 }],
] as const)('leaves a measurement out of its pair when %s, and goes on', async (reason, fault) => {
  const measurement = await measured(2, (number) => (number === 2 ? fault : undefined))
  expect(measurement.failed).toEqual([{ round: 1, telemetry: 'sampled', reason }])
  expect(measurement.rounds[0]).toEqual({ none: 2, all: 2.5 })
  expect(measurement.sampled.ratios).toHaveLength(1)
  expect(measurement.all.ratios).toHaveLength(2)
  expect(measurement.text).toContain(`round 1 of 2, sampled is left out: ${reason}`)
})

it('leaves out a platform that fails, and every pair of a round without its base', async () => {
  const { failed, sampled, all } = await measured(1, () => {
    throw new Error('nats did not become ready')
  })
  expect(failed.map(({ telemetry, reason }) => [telemetry, reason])).toEqual([
    ['none', 'nats did not become ready'],
    ['sampled', 'nats did not become ready'],
    ['all', 'nats did not become ready'],
  ])
  expect([sampled, all]).toEqual([
    { ratio: undefined, interval: undefined, ratios: [] },
    { ratio: undefined, interval: undefined, ratios: [] },
  ])
})

it('ends at once when nothing can be measured', async () => {
  const refused = measured(8, () => {
    throw new CannotRun('a platform is running')
  })
  await expect(refused).rejects.toThrow('a platform is running')
})
