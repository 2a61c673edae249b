import { expect, it } from 'vitest'
import { requestTraced } from './request-json.ts'
import { traceOf } from './trace.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'

it.each([
  [`00-${traceId}-b7ad6b7169203331-01`, { traceId, sampled: true }],
  [`00-${traceId}-b7ad6b7169203331-02`, { traceId, sampled: false }],
  [`00-${traceId}-b7ad6b7169203331`, undefined],
  [`01-${traceId}-b7ad6b7169203331-01`, undefined],
  ['', undefined],
  [undefined, undefined],
])('the trace in the response header %s', (header, trace) => {
  expect(traceOf(header)).toEqual(trace)
})

it('a response is parsed with the trace that it names', async () => {
  const traceresponse = `00-${traceId}-b7ad6b7169203331-00`
  const edge = { request: async () => ({ status: 202, text: '{"orderId":"o-1"}', traceresponse }) }
  expect(await requestTraced(edge, { method: 'POST', path: '/v1/orders' })).toEqual({
    body: { orderId: 'o-1' },
    trace: { traceId, sampled: false },
  })
})
