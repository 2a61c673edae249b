import { readTopology } from '@stoa/topology'
import { expect, test } from 'vitest'
import { bucketsMs } from './stats.ts'

test('every latency objective of a service is a bound of a bucket', () => {
  const objectives = readTopology().services.flatMap(({ slo }) =>
    Object.entries(slo).flatMap(([name, value]) => (name.endsWith('MsP99') ? [value] : [])),
  )
  expect(objectives.length).toBeGreaterThan(0)
  expect(bucketsMs).toEqual(expect.arrayContaining([...new Set(objectives)]))
})
