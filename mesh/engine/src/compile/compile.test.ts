import { join } from 'node:path'
import { expect, test } from 'vitest'
import { policies } from '../../test/fixture.ts'
import { edgeWorkload, natsWorkload, serviceWorkload } from '../../test/workloads.ts'
import { parseMesh, parseMeshFiles } from '../model/parse-mesh.ts'
import { MeshError } from '../model/problem.ts'
import { readFolder } from '../model/read-folder.ts'
import { withFaults } from '../model/with-faults.ts'
import { compile } from './compile.ts'

const run = (name: string) => `/run/${name}`
const workloads = [
  serviceWorkload(run, 'orders', 'orders', 1, 2),
  serviceWorkload(run, 'orders', 'orders-2', 3, 4),
  natsWorkload(run, 5, 6),
  edgeWorkload(run, 7),
]
const settings = { meshSocket: '/run/mesh.sock', caFile: '/ca.pem' }
const model = await parseMesh(policies)
const { files: faults } = await readFolder(join(policies, 'faults'))
const textOf = (instance: string, from = compile(model, workloads, settings)) =>
  JSON.stringify(from.get(instance)?.resources)

test('replicas of a service are endpoints of one cluster', () => {
  const text = textOf('edge')
  expect(text.match(/"port_value":[13]\b/g)).toEqual(['"port_value":1', '"port_value":3'])
})

test('a call accepts only the identity of the called service', () => {
  expect(textOf('edge')).toContain('{"exact":"spiffe://cluster.local/ns/commerce/sa/orders"}')
})

test('without a receiver of spans there is no tracing', () => {
  expect(textOf('orders')).not.toContain('tracing')
  const traced = compile(model, workloads, { ...settings, otlpEndpoint: 'http://127.0.0.1:4318' })
  expect(textOf('orders', traced)).toContain('"numerator":100000')
})

test('a setting replaces the share of traces that the edge samples', () => {
  const all = { ...settings, otlpEndpoint: 'http://127.0.0.1:4318', samplingPercent: 100 }
  expect(textOf('edge', compile(model, workloads, all))).toContain('"numerator":1000000')
})

test("Istio's defaults are explicit where Envoy's differ", () => {
  const bare = compile(parseMeshFiles([]), workloads, settings)
  const clusters = textOf('orders', bare)
  expect(clusters).toContain('"max_requests":4294967295')
  expect(clusters).toContain('"lb_policy":"LEAST_REQUEST"')
  expect(clusters).toContain('"connect_timeout":"10s"')
  expect(clusters).toContain('"timeout":"0s"')
  const listeners = clusters
  expect(listeners).toContain('"normalize_path":true')
  expect(listeners).toContain('"stream_idle_timeout":"0s"')
})

test('a jwksUri outside the mesh is refused with file and line', () => {
  const text = `apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: a, namespace: istio-ingress }
spec:
  jwtRules:
    - issuer: a
      jwksUri: https://keys.test/jwks`
  const outside = parseMeshFiles([{ file: 'a.yaml', text }])
  const refused = () => compile(outside, workloads, settings)
  expect(refused).toThrow(MeshError)
  expect(refused).toThrow('a.yaml:7: spec.jwtRules[0].jwksUri')
})

test.each(faults)('the mesh compiles with the fault $file active', (fault) => {
  const all = [...workloads, serviceWorkload(run, 'sandbox', 'sandbox', 8, 9)]
  expect(compile(withFaults(model, [fault]), all, settings).size).toBe(all.length)
})
