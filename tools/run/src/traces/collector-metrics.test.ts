import { randomBytes } from 'node:crypto'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { boundDeviations, readCatalogue, seriesOf } from '@stoa/observability'
import { expect, it, onTestFinished, vi } from 'vitest'
import { parse, stringify } from 'yaml'
import { configuration, patience, program, startCollector } from './testing.ts'

interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** What the collector exposes, by the names that Prometheus gives to it. */
const samplesIn = (exposed: string): Sample[] =>
  exposed.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
    if (name === undefined) return []
    const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, text]) => [label, text])
    return {
      ...{ name: name.replace(/^http_/, 'otelcol_http_'), value: Number(value) },
      labels: Object.fromEntries(pairs),
    }
  })

const spans = (count: number, text = '') =>
  Array.from({ length: count }, () => ({
    ...{ traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex') },
    ...{ name: 'x', kind: 1, startTimeUnixNano: '1', endTimeUnixNano: '2' },
    attributes: [{ key: 'text', value: { stringValue: text } }],
  }))

/** In place of Jaeger: answers with a status, or never. */
async function startReceiver(status: number | undefined): Promise<string> {
  const server = createServer((incoming, response) => {
    incoming.resume()
    if (status) response.writeHead(status).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const quickly = { STOA_TRACES_DECISION_WAIT: '1s' }

/** The committed configuration with what a test changes. */
function changed(change: (file: ReturnType<typeof parse>) => void): string {
  const file = parse(configuration)
  change(file)
  return stringify(file)
}

type Collector = Awaited<ReturnType<typeof startCollector>>

/** Sends until the collector has counted more than none of every metric; resolves with all that it exposes then. */
async function untilCounted(
  { exposed, send }: Collector,
  metrics: readonly string[],
  some: () => readonly object[],
) {
  let samples: Sample[] = []
  await vi.waitFor(async () => {
    await send(some())
    samples = samplesIn(await exposed())
    const counted = samples.filter(({ value }) => value > 0).map(({ name }) => name)
    expect(counted).toEqual(expect.arrayContaining([...metrics]))
  }, patience)
  return samples
}

const kept = async () =>
  untilCounted(
    await startCollector(
      changed(() => undefined),
      await startReceiver(200),
      quickly,
    ),
    ['otelcol_exporter_sent_spans_total'],
    () => spans(20),
  )

const refusedByJaeger = async () =>
  untilCounted(
    await startCollector(
      changed(() => undefined),
      await startReceiver(400),
      quickly,
    ),
    ['otelcol_exporter_send_failed_spans_total'],
    () => spans(20),
  )

const tooManyAndTooLarge = async () =>
  untilCounted(
    await startCollector(
      changed(({ processors: { tail_sampling: sampling } }) => {
        sampling.num_traces = 10
        sampling.maximum_trace_size_bytes = 1_000
      }),
      await startReceiver(200),
      quickly,
    ),
    [
      'otelcol_processor_tail_sampling_sampling_trace_dropped_too_early_total',
      'otelcol_processor_tail_sampling_traces_dropped_too_large_total',
    ],
    () => [...spans(20), ...spans(20, 'x'.repeat(2_000))],
  )

const queueFull = async () =>
  untilCounted(
    await startCollector(
      changed(({ exporters: { otlp_http: exporter } }) => {
        exporter.sending_queue = { sizer: 'items', queue_size: 1, num_consumers: 1 }
      }),
      await startReceiver(undefined),
      quickly,
    ),
    ['otelcol_exporter_enqueue_failed_spans_total'],
    () => spans(20),
  )

const memoryFull = async () =>
  untilCounted(
    await startCollector(
      changed(({ processors }) => {
        processors.memory_limiter = { check_interval: '100ms', limit_mib: 2, spike_limit_mib: 1 }
      }),
      await startReceiver(200),
      quickly,
    ),
    ['otelcol_receiver_refused_spans_total'],
    () => spans(1),
  )

/** Spans of traces about which the collector has decided already. */
const late = async () => {
  const again = spans(20)
  return untilCounted(
    await startCollector(configuration, await startReceiver(200), quickly),
    ['otelcol_processor_tail_sampling_early_releases_from_cache_decision_total'],
    () => again,
  )
}

it.runIf(program)('the collector exposes what the catalogue says of it', async () => {
  const losses = [tooManyAndTooLarge(), queueFull(), memoryFull(), late()]
  const all = await Promise.all([kept(), refusedByJaeger(), ...losses])
  const metrics = [...readCatalogue().values()].filter(({ source }) => source === 'collector')
  for (const metric of metrics) {
    const [series = metric.name] = seriesOf(metric)
    const found = all.map((samples) =>
      samples.filter(({ name }) => name === series).map(({ labels }) => labels),
    )
    const labels = new Set(found.flat().flatMap(Object.keys))
    labels.delete('le')
    expect(found.flat(), metric.name).not.toEqual([])
    expect([...labels].sort(), metric.name).toEqual(Object.keys(metric.labels).sort())
    expect(found.flatMap((ofOne) => boundDeviations(metric, ofOne))).toEqual([])
  }
})

it.runIf(program)('a caller of the collector adds no label value of its own', async () => {
  const { url, exposed } = await startCollector(configuration, await startReceiver(200))
  for (let n = 0; n < 20; n += 1)
    await new Promise((resolve, reject) => {
      const headers = { host: `name-${n}.example`, 'user-agent': `agent-${n}` }
      const sent = request(url, { method: `BREW${n}`, headers }, (answer) => {
        answer.resume().once('end', resolve)
      })
      sent.once('error', reject).end('{')
    })
  const counts = samplesIn(await exposed()).filter(({ name }) =>
    /^otelcol_http_server_.*_count$/.test(name),
  )
  expect(counts.filter(({ value }) => value >= 20)).toHaveLength(1)
  expect(counts.length).toBeLessThan(4)
})
