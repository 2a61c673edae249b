import { spawn } from 'node:child_process'
import { startTicksOf } from '@stoa/run'
import { expect, it, onTestFinished } from 'vitest'
import { tracesSince } from './traces-since.ts'

const bootedAt = Date.parse('2026-01-01T00:00:00Z')
const startedAt = '2026-01-01T01:00:00.000Z'
const at = (minutes: number) => minutes * 60 * 100
const platform = (jaeger: number | null, collector: number | null) => ({
  startedAt,
  resources: [
    { name: 'orders', kind: 'service' as const, startTicks: at(90) },
    { name: 'jaeger', kind: 'jaeger' as const, startTicks: jaeger },
    { name: 'collector', kind: 'collector' as const, startTicks: collector },
  ],
})
const since = (jaeger: number | null, collector: number | null, isOurs = true) =>
  tracesSince(platform(jaeger, collector), isOurs, bootedAt).toISOString()

it('traces are stored since Jaeger and the collector have run, whichever started later', () => {
  expect(since(at(61), at(62))).toBe('2026-01-01T01:02:00.000Z')
  expect(since(at(75), at(62))).toBe('2026-01-01T01:15:00.000Z')
})

it('a Jaeger elsewhere has the traces of orders that were placed since the platform started', () => {
  expect(since(at(75), null, false)).toBe(startedAt)
})

it('nothing can be said while one of them does not run', () => {
  expect(() => since(null, at(62))).toThrow('jaeger is not running')
  expect(() => since(at(62), null)).toThrow('collector is not running')
})

/** Of the start in ticks and of the uptime, a hundredth of a second each. */
const inexactMs = 20

it('the start of a real process is its start', () => {
  const before = Date.now()
  const child = spawn('sleep', ['600'])
  const after = Date.now()
  onTestFinished(() => void child.kill())
  const resources = [
    { name: 'jaeger', kind: 'jaeger' as const, startTicks: startTicksOf(child.pid ?? 0) },
  ]
  const found = tracesSince({ startedAt: new Date(0).toISOString(), resources }, true).getTime()
  expect(found).toBeGreaterThanOrEqual(before - inexactMs)
  expect(found).toBeLessThanOrEqual(after + inexactMs)
})
