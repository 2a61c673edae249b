import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { policies } from '../../test/fixture.ts'
import { parseMesh, parseMeshFiles } from './parse-mesh.ts'
import { readFolder } from './read-folder.ts'
import { withFaults } from './with-faults.ts'

const normal = await parseMesh(policies)
const { files } = await readFolder(join(policies, 'faults'))

test('faults are not part of the mesh by default', () => {
  const text = JSON.stringify(normal.VirtualService)
  expect(files.length).toBeGreaterThan(0)
  expect(text).not.toContain('fault')
})

describe.each(files)('the fault $file', ({ file, text }) => {
  const faults = parseMeshFiles([{ file, text }])
  const joined = withFaults(normal, [{ file, text }])

  test('begins with a sentence that says what it does', () => {
    expect(text).toMatch(/^# [A-Z].*\.\n/)
  })

  test('replaces the normal resource with its name, and no other', () => {
    for (const kind of ['VirtualService', 'DestinationRule'] as const) {
      const names = (resources: readonly { name: string; namespace: string }[]) =>
        resources.map(({ name, namespace }) => `${namespace}/${name}`).sort()
      expect(names(joined[kind])).toEqual(names(normal[kind]))
      for (const fault of faults[kind])
        expect(names(normal[kind])).toContain(`${fault.namespace}/${fault.name}`)
    }
  })

  test('differs from the normal routes only in the fault', () => {
    for (const fault of faults.VirtualService) {
      const usual = normal.VirtualService.find(
        ({ name, namespace, spec }) =>
          name === fault.name && namespace === fault.namespace && spec.gateways === undefined,
      )
      expect(fault.spec.http.map(({ fault: _, ...route }) => route)).toEqual(usual?.spec.http)
    }
  })
})

test('a fault replaces only its host in a VirtualService with several hosts', () => {
  const service = (name: string, hosts: string, more = '') => ({
    file: `${name}.yaml`,
    text: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: commerce }
spec: { hosts: [${hosts}], http: [{ route: [{ destination: { host: a } }]${more} }] }`,
  })
  const mesh = parseMeshFiles([service('both', 'a, b')])
  const fault = service('bad', 'a', ', fault: { abort: { httpStatus: 500 } }')
  const joined = withFaults(mesh, [fault]).VirtualService
  expect(joined.map(({ name, spec }) => [name, spec.hosts])).toEqual([
    ['both', ['b']],
    ['bad', ['a']],
  ])
  expect(() => withFaults(mesh, [fault, service('worse', 'a')])).toThrow('the first is at bad.yaml')
})
