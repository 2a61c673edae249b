import { expect, test } from 'vitest'
import { namesOf, openCpuMeter, parseStat } from './processes.ts'

test('a program name with brackets does not disturb parsing', () => {
  const fields = ['S', '7', ...Array.from({ length: 17 }, (_, index) => String(index + 5))]
  expect(parseStat(42, `42 (a) b) ${fields.join(' ')} 99`)).toMatchObject({ pid: 42, parent: 7 })
})

test('a process is counted under its nearest named ancestor', () => {
  const processes = [
    [10, 1],
    [11, 10],
    [12, 11],
    [13, 12],
    [20, 1],
  ].map(([pid = 0, parent = 0]) => ({ pid, parent, startTicks: 0, cpuMs: 0 }))
  const names = namesOf(
    processes,
    new Map([
      [10, 'runner'],
      [12, 'postgres'],
    ]),
  )
  expect([...names]).toEqual([
    [10, 'runner'],
    [11, 'runner'],
    [12, 'postgres'],
    [13, 'postgres'],
  ])
})

test('the meter measures the CPU of a busy process', () => {
  const meter = openCpuMeter(() => new Map([[process.pid, 'me']]))
  const until = process.cpuUsage().user + 200_000
  while (process.cpuUsage().user < until);
  expect(meter.read().me).toBeGreaterThanOrEqual(150)
})
