import { describe, expect, it } from 'vitest'
import { judgeStoredTraces } from './judge-stored.ts'
import type { Span } from './span.ts'
import { wholeTrace } from './testing.ts'

const orders = ['a', 'b'].map((id) => ({
  ...{ orderId: `o-${id}`, traceId: `t-${id}`, payment: 'account', carrier: 'own-fleet' },
}))

/** Jaeger, which has of each trace what `stored` gives at its n-th reading. */
function jaegerWith(stored: (whole: readonly Span[], traceId: string, reading: number) => Span[]) {
  const readings = new Map<string, number>()
  const read = async (traceId: string) => {
    const reading = (readings.get(traceId) ?? 0) + 1
    readings.set(traceId, reading)
    const order = orders.find((one) => one.traceId === traceId)
    return order ? stored(wholeTrace(order), traceId, reading) : []
  }
  return { readings, read }
}

describe('the trace of an order', () => {
  it.each([
    ['that the collector still holds', () => []],
    ['of which it sent a part', (spans: readonly Span[]) => spans.slice(0, 2)],
  ])('%s is read again until it is whole', async (_, first) => {
    const { read, readings } = jaegerWith((spans, traceId, reading) =>
      traceId === 't-b' && reading < 3 ? first(spans) : [...spans],
    )
    const traces = await judgeStoredTraces(orders, { read, withinMs: 60_000, pauseMs: 0 })
    expect(traces.map(({ orderId, whole }) => [orderId, whole])).toEqual([
      ['o-a', true],
      ['o-b', true],
    ])
    expect(Object.fromEntries(readings)).toEqual({ 't-a': 1, 't-b': 3 })
  })

  it('that is not whole in time is judged as it is', async () => {
    const { read } = jaegerWith((spans, traceId) => (traceId === 't-b' ? [] : [...spans]))
    const traces = await judgeStoredTraces(orders, { read, withinMs: 0 })
    expect(traces).toMatchObject([{ whole: true }, { orderId: 'o-b', roots: 0, whole: false }])
  })
})
