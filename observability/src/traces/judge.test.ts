import { describe, expect, it } from 'vitest'
import { judgeTraces, reportOf } from './judge.ts'
import { stepsOf } from './steps.ts'
import { wholeTrace } from './testing.ts'

const card = { orderId: 'o-1', traceId: 't-1', payment: 'card', carrier: 'fedex' }
const core = { orderId: 'o-2', traceId: 't-2', payment: 'account', carrier: 'own-fleet' }
const both = [...wholeTrace(card), ...wholeTrace(core)]

describe('a trace', () => {
  it('is whole with one root, no orphan and every step below its cause', () => {
    expect(reportOf(judgeTraces(both, [card, core]))).toEqual({
      ...{ orders: 2, whole: 2, withoutRoot: 0, orphans: 0, missingSteps: {} },
    })
  })

  it.each(stepsOf(card).map(({ name }, index) => [name, index] as const))(
    'is not whole without the span of %s',
    (name, lost) => {
      const [judged] = judgeTraces(
        both.filter(({ traceId, spanId }) => traceId !== 't-1' || spanId !== `${lost}`),
        [card],
      )
      expect(judged?.whole).toBe(false)
      expect(judged?.missingSteps).toContain(name)
    },
  )

  it.each(
    stepsOf(card).flatMap(({ name, below }, index) => (below ? [[name, index] as const] : [])),
  )('is not whole when the span of %s has the wrong parent', (name, wrong) => {
    const spans = wholeTrace(card).map((span, index) =>
      index === wrong ? { ...span, parentSpanId: `${stepsOf(card).length - 1}` } : span,
    )
    expect(judgeTraces(spans, [card])[0]?.missingSteps).toContain(name)
  })

  it('is not whole with a span whose parent is missing', () => {
    const [span] = wholeTrace(core)
    const orphan = {
      ...span,
      ...{ spanId: 'x', parentSpanId: 'lost', service: 'orders', name: 'y' },
    }
    const [judged] = judgeTraces([...both, { ...orphan, kind: 'internal' } as never], [core])
    expect(judged).toMatchObject({ whole: false, orphans: ['orders: y'], missingSteps: [] })
  })

  it('is not whole with two roots, as when two orders share it', () => {
    const [judged] = judgeTraces(
      [
        ...both,
        ...wholeTrace({ ...card, traceId: core.traceId }).map((span) => ({
          ...span,
          spanId: `second ${span.spanId}`,
          parentSpanId: span.parentSpanId && `second ${span.parentSpanId}`,
        })),
      ],
      [core],
    )
    expect(judged).toMatchObject({ whole: false, roots: 2 })
  })

  it('that nothing was received of lacks its root and every step', () => {
    const report = reportOf(judgeTraces([], [core]))
    expect(report).toMatchObject({ orders: 1, whole: 0, withoutRoot: 1 })
    expect(Object.keys(report.missingSteps)).toHaveLength(stepsOf(core).length)
  })

  it('may have been begun by a caller outside, whose span is not received', () => {
    const spans = wholeTrace(core).map((span) =>
      span.parentSpanId ? span : { ...span, parentSpanId: 'of the caller' },
    )
    expect(judgeTraces(spans, [core])[0]?.whole).toBe(true)
  })
})
