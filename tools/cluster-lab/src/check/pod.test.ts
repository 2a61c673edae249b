import { expect, it } from 'vitest'
import { parsePod, problemsOf } from './pod.ts'

const pod = (spec: object, status: object, metadata: object = {}) =>
  problemsOf(
    parsePod({
      ...{ apiVersion: 'v1', kind: 'Pod' },
      metadata: { name: 'a', namespace: 'commerce', ...metadata },
      ...{ spec, status },
    }),
  )
const app = { name: 'app' }
const proxy = { name: 'istio-proxy' }

it('a pod with a sidecar on a node has no problem, whichever kind of container the sidecar is', () => {
  const placed = { nodeName: 'node-a' }
  const status = { podIP: '10.0.0.1' }
  expect(pod({ ...placed, containers: [app, proxy] }, status)).toEqual([])
  expect(pod({ ...placed, containers: [app], initContainers: [proxy] }, status)).toEqual([])
})

it('a pod without sidecar, node or address, and one with istio-init, has a problem for each', () => {
  expect(pod({ containers: [app] }, {})).toHaveLength(3)
  const withInit = {
    nodeName: 'node-a',
    containers: [app, proxy],
    initContainers: [{ name: 'istio-init' }],
  }
  expect(pod(withInit, { podIP: '10.0.0.1' })).toEqual([expect.stringContaining('istio-init')])
})

it('a pod of a Job may opt out of the sidecar, and no other pod may', () => {
  const spec = { nodeName: 'node-a', containers: [app] }
  const labels = { 'sidecar.istio.io/inject': 'false' }
  const ownedBy = (kind: string) => ({ labels, ownerReferences: [{ kind }] })
  expect(pod(spec, { podIP: '10.0.0.1' }, ownedBy('Job'))).toEqual([])
  expect(pod(spec, { podIP: '10.0.0.1' }, ownedBy('ReplicaSet'))).toHaveLength(1)
  expect(pod(spec, { podIP: '10.0.0.1' }, { ownerReferences: [{ kind: 'Job' }] })).toHaveLength(1)
})
