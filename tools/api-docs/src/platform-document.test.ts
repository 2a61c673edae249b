import { repositoryRoot } from '@stoa/topology'
import { expect, it } from 'vitest'
import type { Operation } from './document.ts'
import type { ServiceApi } from './pages.ts'
import { platformDocument } from './platform-document.ts'
import { readApis } from './read.ts'

const apis = await readApis(repositoryRoot, { development: false })
const whole = platformDocument(apis) as {
  paths: Record<string, Record<string, Record<string, unknown> & { operationId: string }>>
}

it('holds what the edge lets in, and nothing that is for other services or for development', () => {
  const paths = Object.keys(whole.paths)
  expect(paths).toEqual(
    expect.arrayContaining(['/openapi.json', '/v1/orders/{orderId}', '/v1/stock']),
  )
  expect(paths.filter((path) => !path.startsWith('/v1/') && path !== '/openapi.json')).toEqual([])
})

it('gives each operation an id of its own, its service as tag, and any other problem', () => {
  const operations = Object.values(whole.paths).flatMap((methods) => Object.values(methods))
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
  for (const operation of operations)
    expect(operation).toMatchObject({
      tags: [expect.any(String)],
      responses: { default: { content: { 'application/problem+json': {} } } },
    })
})

it('requires the token that the edge requires, though the service itself answers without one', () => {
  expect(whole.paths['/v1/stock']?.get).toMatchObject({
    security: [{ token: [] }],
    responses: { 401: {} },
  })
  expect(whole.paths['/v1/products']?.get).not.toHaveProperty('security')
})

const operation: Operation = {
  ...{ operationId: 'a', method: 'GET', path: '/a', summary: 'A' },
  ...{ security: [], 'x-roles': [], parameters: [], responses: {} },
}
const apiOf = (service: string, components: object): ServiceApi => ({
  ...{ service, description: service, operations: [operation] },
  text: JSON.stringify({ components, paths: { '/a': { get: { responses: {} } } } }),
  callersOf: () => ({ edge: 'open', services: [] }),
})

it('refuses documents whose shared components differ', () => {
  const different = [apiOf('a', { schemas: {} }), apiOf('b', { schemas: { B: {} } })]
  expect(() => platformDocument(different)).toThrow('found 2 different ones')
})
