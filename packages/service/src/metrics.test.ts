import { TraceFlags } from '@opentelemetry/api'
import { expect, it } from 'vitest'
import { classicType, exposition, openMetricsType } from './exposition.ts'
import { counter, gauge, histogram } from './metrics.ts'
import { declaredMetrics } from './metrics-registry.ts'

const lines = async (name: string, type: typeof classicType | typeof openMetricsType) =>
  (await exposition(type)).body.split('\n').filter((line) => line.includes(name))
const classic = (name: string) => lines(name, classicType)
const openMetrics = (name: string) => lines(name, openMetricsType)

const spanContext = (traceFlags: TraceFlags) => ({
  ...{ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags },
})

it('a counter has its listed values at 0 from the start', async () => {
  const done = counter({ name: 'test_done_total', help: 'h', labels: { kind: ['a', 'b'] } })
  done.inc({ kind: 'b' }, 3)
  expect(await classic('test_done')).toEqual([
    '# HELP test_done_total h',
    '# TYPE test_done_total counter',
    'test_done_total{kind="a"} 0',
    'test_done_total{kind="b"} 3',
  ])
})

it('a counter is declared without its suffix in OpenMetrics, however often either format is asked for', async () => {
  counter({ name: 'test_made_total', help: 'Things, "made"' }).inc()
  for (let turn = 0; turn < 2; turn += 1) {
    expect(await openMetrics('test_made')).toEqual([
      '# HELP test_made Things, "made"',
      '# TYPE test_made counter',
      'test_made_total 1',
    ])
    expect((await classic('test_made')).at(1)).toBe('# TYPE test_made_total counter')
  }
})

it('the exposition ends as its format wants', async () => {
  const open = await exposition(openMetricsType)
  expect(open.contentType).toMatch(/^application\/openmetrics-text; version=1/)
  expect(open.body).toMatch(/\n# EOF\n$/)
  const text = await exposition()
  expect(text.contentType).toMatch(/^text\/plain; version=0.0.4/)
  expect(text.body).not.toContain('# EOF')
})

it('a sampled trace becomes an exemplar, in OpenMetrics alone; another trace does not', async () => {
  const took = histogram({ name: 'test_took', help: 'h', buckets: [1, 2], exemplars: true })
  took.observe(0.5, spanContext(TraceFlags.NONE))
  expect((await openMetrics('test_took_bucket')).join()).not.toContain('trace_id')
  took.observe(1.5, spanContext(TraceFlags.SAMPLED))
  expect(await openMetrics('test_took_bucket')).toEqual([
    'test_took_bucket{le="1"} 1',
    expect.stringMatching(
      /^test_took_bucket\{le="2"\} 2 # \{trace_id="0af7651916cd43dd8448eb211c80319c"\} 1.5 \d+/,
    ),
    'test_took_bucket{le="+Inf"} 2',
  ])
  expect((await classic('test_took_bucket')).at(1)).toBe('test_took_bucket{le="2"} 2')
})

it('a gauge is absent until it is set, and after it was cleared', async () => {
  const level = gauge({ name: 'test_level', help: 'h' })
  expect(await classic('test_level ')).toEqual(['# HELP test_level h', '# TYPE test_level gauge'])
  level.set(3)
  expect((await classic('test_level ')).at(-1)).toBe('test_level 3')
  level.clear()
  expect(await classic('test_level ')).toHaveLength(2)
})

it('a gauge that is read at each scrape keeps no value of an earlier one', async () => {
  const levels = gauge({ name: 'test_levels', help: 'h', labels: { of: { max: 3 } } })
  let known = ['a', 'b']
  levels.from(() => known.map((of) => [{ of }, 1]))
  expect(await classic('test_levels{')).toHaveLength(2)
  known = ['b']
  expect(await classic('test_levels{')).toEqual(['test_levels{of="b"} 1'])
})

it('no metric is declared twice, and each is known with its bounds', () => {
  expect(() => counter({ name: 'test_done_total', help: 'h' })).toThrow(/twice/)
  expect(declaredMetrics()).toContainEqual({
    ...{ name: 'test_done_total', type: 'counter', bounds: { kind: ['a', 'b'] } },
  })
  expect(declaredMetrics()).toContainEqual({ name: 'process_cpu_seconds_total', type: 'counter' })
})
