import { type Edge, EdgeError } from '@stoa/load'
import type { Service } from '@stoa/topology'
import { expect, it } from 'vitest'
import { type CheckResult, check, isGood } from './check.ts'
import { textOfCheck } from './text.ts'

const order = {
  orderId: 'o-1',
  status: 'shipped',
  acceptMs: 1,
  confirmMs: 20,
  shipMs: 90,
  traceId: 't',
  sampled: true,
}
const answer = { request: 'a stranger reads an order', expected: 401, received: 401, ok: true }
const call = { from: 'a', to: 'b', declared: false, received: 403, ok: true }
const good: CheckResult = { orders: [order], requests: [answer], calls: [call] }
const lateOrder = { ...order, status: 'placed', confirmMs: null, shipMs: null }
const leftReady = { ...order, status: 'ready', shipMs: null }
const letIn = { ...answer, received: 200, ok: false }
const reached = { ...call, received: 404, ok: false }

it.each<[string, CheckResult, boolean, string]>([
  ['all is well', good, true, 'ok    order o-1 was confirmed after 20 ms and is shipped'],
  [
    'an order is not confirmed',
    { ...good, orders: [lateOrder] },
    false,
    'FAIL  order o-1 is placed',
  ],
  ['a parcel stays', { ...good, orders: [leftReady] }, false, 'is ready, expected shipped'],
  ['a stranger is let in', { ...good, requests: [letIn] }, false, 'expected 401, received 200'],
  ['a call is let through', { ...good, calls: [reached] }, false, 'a calls b, which it does not'],
  ['no cluster was named', { ...good, calls: null }, true, 'that needs --context'],
])('the verdict where %s', (_, result, verdict, text) => {
  expect(isGood(result)).toBe(verdict)
  expect(textOfCheck('https://shop.example', result)).toContain(text)
})

const edgeThat = (request: Edge['request']): Edge => ({
  ...{ connections: 1, send: () => undefined, token: async () => '', close: async () => undefined },
  request,
})
const services: readonly Service[] = []
const options = { orders: 1, withinMs: 0, onStep: () => undefined }

it('an edge that never serves the products ends the check with what it answered', async () => {
  const edge = edgeThat(async () => ({ status: 503, text: 'no healthy upstream' }))
  await expect(check(edge, services, undefined, options)).rejects.toThrow(
    'GET /v1/products: expected 200, received 503 no healthy upstream',
  )
})

it('a certificate that nobody trusts ends the check at once, with what to do', async () => {
  const edge = edgeThat(async () => {
    throw new EdgeError('unable to get local issuer certificate')
  })
  const patient = { ...options, withinMs: Number.POSITIVE_INFINITY }
  await expect(check(edge, services, undefined, patient)).rejects.toThrow('--ca names')
})
