import { describe, expect, test } from 'vitest'
import { findReference, openReference } from '../istio-reference.ts'
import { runDifferential } from './run.ts'

const seed = 1

describe('on generated meshes and requests', () => {
  test('the evaluator agrees with a real Envoy over HTTP', async () => {
    const { disagreements, denied, cases } = await runDifferential({
      cases: 5_000,
      seed,
      protocol: 'http',
    })
    expect(disagreements).toEqual([])
    expect(denied).toBeGreaterThan(cases / 4)
    expect(denied).toBeLessThan(cases)
  })

  test('the evaluator agrees with a real Envoy over TCP', async () => {
    const { disagreements } = await runDifferential({ cases: 500, seed, protocol: 'tcp' })
    expect(disagreements).toEqual([])
  })

  test('an evaluator that ignores a policy is detected (control)', async () => {
    const { disagreements } = await runDifferential({
      ...{ cases: 1_000, seed, protocol: 'http' },
      alterModel: (model) => ({
        ...model,
        AuthorizationPolicy: model.AuthorizationPolicy.slice(1),
      }),
    })
    expect(disagreements.length).toBeGreaterThan(0)
  })

  const found = findReference()
  test.runIf('binary' in found)("the evaluator agrees with Istio's own compiler", async () => {
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
