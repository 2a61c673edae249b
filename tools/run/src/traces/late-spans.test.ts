import { randomBytes } from 'node:crypto'
import { startSpanReceiver } from '@stoa/observability'
import { expect, it, onTestFinished, vi } from 'vitest'
import { parse, stringify } from 'yaml'
import { configuration, patience, program, startCollector } from './testing.ts'

const count = 20
const sampler = 'otelcol_processor_tail_sampling_'
const newTraces = () => Array.from({ length: count }, () => randomBytes(16).toString('hex'))

/** A span of each trace: one that ends now after 10 ms. */
const spansOf = (traces: readonly string[], name: string, status = 0) => {
  const now = BigInt(Date.now())
  return traces.map((traceId) => ({
    ...{ traceId, spanId: randomBytes(8).toString('hex'), name, kind: 1 },
    startTimeUnixNano: `${(now - 10n) * 1_000_000n}`,
    endTimeUnixNano: `${now * 1_000_000n}`,
    status: { code: status },
  }))
}

/** A real collector that keeps no ordinary trace, and how many spans of a name it has kept. */
async function startKeepingErrors() {
  const received = await startSpanReceiver()
  onTestFinished(received.stop)
  const file = parse(configuration)
  file.exporters.otlp_http.compression = 'none'
  const settings = { STOA_TRACES_DECISION_WAIT: '5s', STOA_TRACES_KEPT_PERCENT: '0' }
  const { send, exposed } = await startCollector(stringify(file), received.url, settings)
  const sumOf = async (series: string) => {
    const lines = (await exposed()).split('\n').filter((line) => line.startsWith(series))
    return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
  }
  return {
    send,
    kept: (name: string) => received.spans().filter((span) => span.name === name).length,
    uptimeSeconds: () => sumOf('otelcol_process_uptime_seconds'),
    waiting: () => sumOf(`${sampler}sampling_traces_on_memory`),
    judged: () => sumOf(`${sampler}global_count_traces_sampled_total`),
    late: (sampled: boolean) =>
      sumOf(`${sampler}early_releases_from_cache_decision_total{sampled="${sampled}"`),
  }
}

it.runIf(program)(
  'an error that ends after the first spans of its trace keeps it, and what comes after the decision follows it',
  async () => {
    const { send, kept, uptimeSeconds, waiting, judged, late } = await startKeepingErrors()
    const [failed, ordinary] = [newTraces(), newTraces()]
    await send(spansOf([...failed, ...ordinary], 'first'))
    await vi.waitFor(async () => expect(await waiting()).toBe(2 * count), patience)
    const since = await uptimeSeconds()
    await vi.waitFor(async () => expect(await uptimeSeconds()).toBeGreaterThan(since + 2), patience)
    await send(spansOf(failed, 'late error', 2))
    await vi.waitFor(async () => expect(await judged()).toBe(2 * count), patience)
    await send(spansOf([...failed, ...ordinary], 'too late', 2))
    await vi.waitFor(async () => {
      expect([await late(true), await late(false)]).toEqual([count, count])
      expect(['first', 'late error', 'too late'].map(kept)).toEqual([count, count, count])
    }, patience)
  },
)
