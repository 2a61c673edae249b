import { profiles } from '@stoa/cluster'
import { expect, it } from 'vitest'
import { labReleases } from './releases.ts'

it.each(profiles)(
  'the lab installs what there is of %s: our charts, and those of Istio',
  (profile) => {
    const { releases, absent } = labReleases(profile, '/charts')
    expect(releases.map(({ name, chart }) => [name, chart])).toEqual([
      ['namespaces', 'charts/third-party/namespaces'],
      ['istio-base', '/charts/base'],
      ['istio-cni', '/charts/istio-cni'],
      ['istiod', '/charts/istio-control/istio-discovery'],
      ['policies', 'charts/third-party/policies'],
      ['stoa', 'charts/stoa'],
      ['istio-ingressgateway', '/charts/gateway'],
    ])
    expect(absent).toContain('nats')
    expect(absent.includes('keda')).toBe(profile !== 'small')
  },
)

it('each release is installed after releases that the lab can install', () => {
  const { releases } = labReleases('production', '/charts')
  const names = releases.map(({ name }) => name)
  expect(releases.flatMap(({ after }) => after).filter((name) => !names.includes(name))).toEqual([])
})
