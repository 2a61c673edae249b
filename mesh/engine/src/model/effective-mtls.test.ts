import { expect, test } from 'vitest'
import { effectiveMtls } from './effective-mtls.ts'
import { parseMeshFiles } from './parse-mesh.ts'

const target = { namespace: 'commerce', labels: { app: 'a' } }
const peer = (namespace: string, spec: string, more = '') =>
  `apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: { name: n${more.length}, namespace: ${namespace}${more} }\nspec: ${spec}\n`
const modeOf = (port: number, ...documents: string[]) => {
  const files = documents.map((text, index) => ({ file: `${index}.yaml`, text }))
  return effectiveMtls(parseMeshFiles(files), target, port).mode
}

const mesh = peer('istio-system', '{ mtls: { mode: STRICT } }')
const namespace = peer('commerce', '{ mtls: { mode: PERMISSIVE } }', ', labels: {}')
const workload = (spec: string) =>
  peer('commerce', `{ selector: { matchLabels: { app: a } }, ${spec} }`, ', labels: { a: b }')

test('the default is PERMISSIVE', () => expect(modeOf(80)).toBe('PERMISSIVE'))

test('the namespace overrides the mesh, and the workload overrides the namespace', () => {
  expect(modeOf(80, mesh)).toBe('STRICT')
  expect(modeOf(80, mesh, namespace)).toBe('PERMISSIVE')
  expect(modeOf(80, mesh, namespace, workload('mtls: { mode: DISABLE }'))).toBe('DISABLE')
})

test('UNSET and a missing mode inherit', () => {
  expect(modeOf(80, mesh, workload('mtls: { mode: UNSET }'))).toBe('STRICT')
  expect(modeOf(80, mesh, workload('mtls: {}'))).toBe('STRICT')
})

test('a port overrides only its workload, and an unset port inherits from it', () => {
  const ports = 'mtls: { mode: STRICT }, portLevelMtls: { "80": { mode: DISABLE }, "81": {} }'
  expect(modeOf(80, workload(ports))).toBe('DISABLE')
  expect(modeOf(81, workload(ports))).toBe('STRICT')
  expect(modeOf(82, workload(ports))).toBe('STRICT')
})

test('a selector in the root namespace and policies of other workloads do not apply', () => {
  const selected = peer(
    'istio-system',
    '{ selector: { matchLabels: { app: a } }, mtls: { mode: STRICT } }',
  )
  const other = peer(
    'commerce',
    '{ selector: { matchLabels: { app: b } }, mtls: { mode: STRICT } }',
    ', labels: {}',
  )
  expect(modeOf(80, selected, other)).toBe('PERMISSIVE')
})

test('of two policies at one level the older one applies', () => {
  const aged = (mode: string, year: number) =>
    peer(
      'commerce',
      `{ mtls: { mode: ${mode} } }`,
      `, creationTimestamp: "${year}-01-01T00:00:00Z"`.padEnd(40 + year),
    )
  expect(modeOf(80, aged('STRICT', 21), aged('DISABLE', 20))).toBe('DISABLE')
})
