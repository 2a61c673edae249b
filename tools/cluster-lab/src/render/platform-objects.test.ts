import { readTopology } from '@stoa/topology'
import { expect, it } from 'vitest'
import { nameOf } from '../kubernetes/object.ts'
import { objectsToApply } from './platform-objects.ts'
import { objectsOf } from './read-objects.ts'

it('every service folder has a workload with an identity of its own, and the mesh its policies without faults', () => {
  const names = objectsToApply([]).map(nameOf)
  for (const { name } of readTopology().services)
    for (const kind of ['ServiceAccount', 'Service', 'Deployment'])
      expect(names).toContain(`${kind} commerce/${name}`)
  expect(names).toContain('AuthorizationPolicy commerce/deny-by-default')
  expect(new Set(names).size).toBe(names.length)
})

it('a file that holds something else than objects is refused by its name and field', () => {
  expect(() => objectsOf('kind: Service\nmetadata: { name: a }', 'a.yaml')).toThrow(
    'a.yaml: apiVersion',
  )
  expect(() => objectsOf('a: [', 'b.yaml')).toThrow('b.yaml: ')
  expect(objectsOf('---\n---\n', 'empty.yaml')).toEqual([])
})
