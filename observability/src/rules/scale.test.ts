import { expect, it } from 'vitest'
import { divideWindows } from './scale.ts'

const alert = {
  ...{ alert: 'A', expr: 'rate(a[1h] offset 1d) > 60', for: '5m', keep_firing_for: '10m' },
  ...{ labels: { severity: 'page' }, annotations: {} },
}
const file = {
  path: 'x.yaml',
  groups: [
    { name: 'g', interval: '30s', rules: [{ record: 'r:rate1m', expr: 'rate(a[1m])' }, alert] },
  ],
}

it('divides windows, offsets and waiting, and keeps names and thresholds', () => {
  const [group] = divideWindows(file, 60).groups
  expect(group?.rules[1]).toEqual({
    ...alert,
    ...{ expr: 'rate(a[1m] offset 24m) > 60', for: '5s', keep_firing_for: '10s' },
  })
})

it('keeps a range of two samples, and evaluates at most once a second', () => {
  const [group] = divideWindows(file, 60).groups
  expect(group).toMatchObject({
    interval: '1s',
    rules: [{ record: 'r:rate1m', expr: 'rate(a[5s])' }, {}],
  })
})

it('changes nothing when it divides by 1', () => {
  expect(divideWindows(file, 1)).toEqual(file)
})
