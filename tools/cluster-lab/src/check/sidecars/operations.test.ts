import { readTopology } from '@stoa/topology'
import { expect, it } from 'vitest'
import { declaredOperations, requestsFor } from './operations.ts'

const { services } = readTopology()

it("a service's operations are those of its document and those that its callers declare", () => {
  const orders = declaredOperations('orders', services)
  expect(orders).toContainEqual({ method: 'POST', path: '/v1/orders' })
  expect(orders).toContainEqual({ method: 'GET', path: '/v1/orders/{orderId}' })
  expect(declaredOperations('payments', services)).toContainEqual({
    ...{ method: 'POST', path: '/webhooks/stripe' },
  })
  expect(declaredOperations('no-such-service', services)).toEqual([])
})

it('beside an operation, other methods and paths near it are requested', () => {
  const requests = requestsFor({ method: 'GET', path: '/v1/orders/{orderId}' })
  const texts = requests.map(({ method, path }) => `${method} ${path}`)
  expect(texts[0]).toBe('GET /v1/orders/x1')
  for (const near of [
    ...['DELETE /v1/orders/x1', 'GET /v1/orders/x1/more', 'GET /v1/orders%2Fx1'],
    ...['GET //v1/orders/x1', 'GET /other/../v1/orders/x1', 'GET /V1/ORDERS/X1'],
  ])
    expect(texts).toContain(near)
  expect(new Set(texts).size).toBe(texts.length)
})
