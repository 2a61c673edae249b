import { hash } from 'node:crypto'
import { startSpanReceiver } from '@stoa/observability'
import { expect, it, onTestFinished, vi } from 'vitest'
import { parse, stringify } from 'yaml'
import { configuration, patience, program, startCollector } from './testing.ts'

/** Traces of one span each: 50 with an error, 50 that take 2.1 s, 400 that are neither, half of them with the status OK. */
const kinds = [
  { name: 'error', count: 50, status: 2, ms: 10 },
  { name: 'slow', count: 50, status: 0, ms: 2_100 },
  { name: 'ordinary', count: 200, status: 0, ms: 1_500 },
  { name: 'ordinary', count: 200, status: 1, ms: 10 },
] as const
const now = BigInt(Date.now())
const spans = kinds.flatMap(({ name, count, status, ms }) =>
  Array.from({ length: count }, (_, n) => {
    const id = hash('sha256', `${name} ${status} ${n}`)
    return {
      ...{ traceId: id.slice(0, 32), spanId: id.slice(32, 48), name, kind: 1 },
      startTimeUnixNano: `${(now - BigInt(ms)) * 1_000_000n}`,
      endTimeUnixNano: `${now * 1_000_000n}`,
      status: { code: status },
    }
  }),
)

/** The configuration with a shorter wait for the end of a trace, and spans that the receiver of the test reads. */
function quick(text: string): string {
  const file = parse(text)
  file.processors.tail_sampling.decision_wait = '1s'
  file.exporters.otlp_http.compression = 'none'
  return stringify(file)
}

/** How many traces of each kind a real collector keeps, and how many it counts as kept and as dropped. */
async function sampledBy(text: string) {
  const received = await startSpanReceiver()
  onTestFinished(received.stop)
  const collector = await startCollector(quick(text), received.url)
  expect(await collector.send(spans)).toBe(200)
  const counted = async (sampled: boolean) => {
    const line = new RegExp(
      `^otelcol_processor_tail_sampling_global_count_traces_sampled\\w*{.*sampled="${sampled}".*} (\\d+)`,
      'm',
    )
    return Number(line.exec(await collector.exposed())?.[1] ?? 0)
  }
  await vi.waitFor(async () => {
    expect((await counted(true)) + (await counted(false))).toBe(spans.length)
    expect(received.spans().length).toBe(await counted(true))
  }, patience)
  const kept = (name: string) => received.spans().filter((span) => span.name === name).length
  return {
    ...{ error: kept('error'), slow: kept('slow'), ordinary: kept('ordinary') },
    ...{ keptCount: await counted(true), dropped: await counted(false) },
  }
}

it.runIf(program)(
  'the collector keeps every error, every slow trace and one in ten others',
  async () => {
    const { error, slow, ordinary, keptCount, dropped } = await sampledBy(configuration)
    expect([error, slow]).toEqual([50, 50])
    expect(ordinary).toBeGreaterThan(15)
    expect(ordinary).toBeLessThan(70)
    expect([keptCount, dropped]).toEqual([100 + ordinary, 400 - ordinary])
  },
)

it.runIf(program).each([
  ['status_codes: [ERROR]', 'status_codes: [OK]', 'error'],
  ['threshold_ms: 2000', 'threshold_ms: 200000', 'slow'],
] as const)('%s as %s would be found by what it drops', async (part, by, kind) => {
  expect(configuration).toContain(part)
  expect((await sampledBy(configuration.replace(part, by)))[kind]).toBeLessThan(50)
})

it.runIf(program)('another share of others would be found by what it keeps', async () => {
  const all = configuration.replace(':-10}', ':-100}')
  expect(all).not.toBe(configuration)
  expect((await sampledBy(all)).ordinary).toBe(400)
})
