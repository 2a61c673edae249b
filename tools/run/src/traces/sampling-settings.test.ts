import { expect, it } from 'vitest'
import { readSamplingSettings, samplingEnv } from './sampling-settings.ts'

const envOf = (env: NodeJS.ProcessEnv) => samplingEnv(readSamplingSettings(env))

it('the collector is given what the environment says, and what it does not say is as in its file', () => {
  expect(envOf({})).toEqual({})
  expect(envOf({ STOA_TRACES_KEPT_PERCENT: '', STOA_TRACES_DECISION_WAIT: '' })).toEqual({})
  const both = { STOA_TRACES_KEPT_PERCENT: '0.5', STOA_TRACES_DECISION_WAIT: '2m' }
  expect(envOf(both)).toEqual(both)
})

it('a collector that keeps every trace decides sooner, unless a wait is given', () => {
  const all = { STOA_TRACES_KEPT_PERCENT: '100' }
  expect(envOf(all)).toEqual({ ...all, STOA_TRACES_DECISION_WAIT: '10s' })
  const slower = { ...all, STOA_TRACES_DECISION_WAIT: '45s' }
  expect(envOf(slower)).toEqual(slower)
})

it.each([
  ['STOA_TRACES_KEPT_PERCENT', '101'],
  ['STOA_TRACES_KEPT_PERCENT', '-1'],
  ['STOA_TRACES_KEPT_PERCENT', 'all'],
  ['STOA_TRACES_KEPT_PERCENT', '1e2'],
  ['STOA_TRACES_DECISION_WAIT', '60'],
  ['STOA_TRACES_DECISION_WAIT', '0s'],
  ['STOA_TRACES_DECISION_WAIT', 'soon'],
])('%s of %j is refused', (name, value) => {
  expect(() => readSamplingSettings({ [name]: value })).toThrow(`${name}: expected`)
  expect(() => readSamplingSettings({ [name]: value })).toThrow(`found ${value}`)
})
