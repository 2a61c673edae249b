import { describe, expect, test } from 'vitest'
import { findReference, openReference } from '../istio-reference.ts'
import { runDifferential } from './run.ts'

const seed = 1

describe('on generated meshes and requests', () => {
  test('the evaluator says what a real Envoy does over HTTP', async () => {
    const { disagreements, denied, cases } = await runDifferential({
      cases: 5_000,
      seed,
      protocol: 'http',
    })
    expect(disagreements).toEqual([])
    expect(denied).toBeGreaterThan(cases / 4)
    expect(denied).toBeLessThan(cases)
  })

  test('the evaluator says what a real Envoy does over TCP', async () => {
    const { disagreements } = await runDifferential({ cases: 500, seed, protocol: 'tcp' })
    expect(disagreements).toEqual([])
  })

  test('an evaluator that forgets a policy is found out', async () => {
    const { disagreements } = await runDifferential({
      ...{ cases: 1_000, seed, protocol: 'http' },
      mistake: (model) => ({ ...model, AuthorizationPolicy: model.AuthorizationPolicy.slice(1) }),
    })
    expect(disagreements.length).toBeGreaterThan(0)
  })

  const found = findReference()
  test.runIf('binary' in found)('Istio compiles the same meanings', async () => {
    const istio = openReference('binary' in found ? found.binary : '')
    try {
      const http = await runDifferential({ cases: 2_000, seed, protocol: 'http', istio })
      const tcp = await runDifferential({ cases: 200, seed, protocol: 'tcp', istio })
      expect([...http.disagreements, ...tcp.disagreements]).toEqual([])
      expect(http.istioCases).toBe(2_000)
    } finally {
      await istio.close()
    }
  })
})
