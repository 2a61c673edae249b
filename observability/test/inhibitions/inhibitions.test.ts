import { expect, it } from 'vitest'
import { damages } from './damages.ts'
import { type Inhibition, isInhibited, readInhibitions } from './evaluate.ts'
import { table } from './table.ts'

const rules = readInhibitions()
const deviations = (of: readonly Inhibition[]) =>
  table.filter(({ source, target, keptBack }) => isInhibited(of, source, target) !== keptBack)

it('each cause keeps back what follows from it, and nothing else', () => {
  expect(deviations(rules)).toEqual([])
})

it.each(damages(rules))('would be found with %s', (_, damaged) => {
  expect(deviations(damaged)).not.toEqual([])
})
