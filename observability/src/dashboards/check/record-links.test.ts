import { describe, expect, it } from 'vitest'
import { readDashboards } from './read.ts'
import { countsRequests, leadsTo, showsDurations, showsTraces } from './record-links.ts'

const dashboards = readDashboards()
const ofData = dashboards.flatMap(({ title, panels }) =>
  panels.map((panel) => ({ ...panel, of: `${title} / ${panel.title}` })),
)
const namesOf = (panels: typeof ofData) => panels.map(({ of }) => of)

it.each(dashboards)('$title leads to traces and to logs', ({ panels }) => {
  expect(panels.some((panel) => leadsTo(panel, 'jaeger'))).toBe(true)
  expect(panels.some((panel) => leadsTo(panel, 'loki'))).toBe(true)
})

it('every panel of requests leads to traces and to logs', () => {
  const panels = ofData.filter(countsRequests)
  expect(namesOf(panels)).toEqual(
    expect.arrayContaining(['Mesh / Failed requests', 'Service / Failed calls', 'Mesh / Calls']),
  )
  const without = panels.filter((one) => !leadsTo(one, 'jaeger') || !leadsTo(one, 'loki'))
  expect(namesOf(without)).toEqual([])
})

it('every panel of durations leads to traces, or has dots that do', () => {
  const panels = ofData.filter(showsDurations)
  expect(namesOf(panels)).toEqual(
    expect.arrayContaining(['Mesh / Duration, 99th percentile', 'Order flow / Time in each step']),
  )
  expect(namesOf(panels.filter((one) => !showsTraces(one)))).toEqual([])
})

describe('a panel', () => {
  const [panel] = ofData.filter(({ of }) => of === 'Platform overview / Requests')
  if (!panel) throw new Error('there is no panel Overview / Requests')

  it('without its links leads nowhere', () => {
    const { links: _, ...defaults } = panel.fieldConfig.defaults
    const damaged = { ...panel, fieldConfig: { ...panel.fieldConfig, defaults } }
    expect(['jaeger', 'loki'].map((one) => leadsTo(panel, one as 'jaeger'))).toEqual([true, true])
    expect(['jaeger', 'loki'].map((one) => leadsTo(damaged, one as 'jaeger'))).toEqual([
      ...[false, false],
    ])
  })
})
