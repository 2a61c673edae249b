import { expect, it } from 'vitest'
import { runsMetrics } from './runs-metrics.ts'

const both = { prometheus: '/p', alertmanager: '/a' }

it.each([
  ['both are here', { metrics: true }, both, true, []],
  ['metrics are not wanted', { metrics: false }, { ...both, prometheus: undefined }, false, []],
  [
    'Prometheus is not here',
    { metrics: true },
    { ...both, prometheus: undefined },
    false,
    [expect.stringMatching(/^prometheus is not here.*npx stoa tools build prometheus/)],
  ],
  [
    'Alertmanager is not here',
    { metrics: true },
    { ...both, alertmanager: undefined },
    true,
    [expect.stringMatching(/^alertmanager is not here.*apt-get install prometheus-alertmanager/)],
  ],
])('when %s', (_, options, tools, runs, said) => {
  const lines: string[] = []
  expect(runsMetrics(options, tools, (line) => lines.push(line))).toBe(runs)
  expect(lines).toEqual(said)
})
