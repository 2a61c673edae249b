import { panelsEmptyByNature, readDashboards } from '@stoa/observability'
import { expect, it } from 'vitest'
import { faults } from './faults.ts'
import { filledByCollector, filledByTraffic } from './traffic-panels.ts'

it('every panel that is empty by nature is filled by a fault or by the traffic', () => {
  const filled = [
    ...filledByTraffic,
    ...filledByCollector,
    ...faults.flatMap(({ fills = [] }) => fills),
  ]
  expect(filled.toSorted()).toEqual(panelsEmptyByNature(readDashboards()).toSorted())
})
