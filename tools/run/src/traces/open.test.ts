import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { builtTools, releaseIn } from '../build-tool.ts'
import { openTraces } from './open.ts'

const open = async (
  built: readonly string[],
  env: NodeJS.ProcessEnv = {},
  observability = true,
) => {
  const lines: string[] = []
  let port = 0
  const traces = await openTraces({
    ...{ observability, env, log: (line: string) => void lines.push(line) },
    ports: { near: async (wanted) => wanted, free: async () => ++port },
    ...{ home: '/home/stoa', engine: () => undefined },
    find: (name) => (built.includes(name) ? `/tools/${name}` : undefined),
  })
  return { ...traces, lines, names: traces.resources.map(({ name }) => name) }
}

describe('spans go', () => {
  it('to the collector, and what it keeps to Jaeger, when both were built', async () => {
    const { otlpEndpoint, jaegerUrl, keptPercent, names, resources } = await open([
      'collector',
      'jaeger',
    ])
    expect(keptPercent).toBe(10)
    expect([otlpEndpoint, jaegerUrl, names]).toEqual([
      'http://127.0.0.1:4318',
      'http://127.0.0.1:16686',
      ['jaeger', 'collector'],
    ])
    const { env } = await (resources[1]?.program() ?? Promise.reject(new Error('no collector')))
    expect(env.STOA_JAEGER_OTLP).toBe('http://127.0.0.1:4319')
    expect(resources[1]?.after).toEqual(['jaeger'])
  })

  it('to Jaeger itself without a collector, and the start says what brings it', async () => {
    const { otlpEndpoint, keptPercent, names, lines } = await open(['jaeger'])
    expect(keptPercent).toBeUndefined()
    expect([otlpEndpoint, names]).toEqual(['http://127.0.0.1:4319', ['jaeger']])
    expect(lines.join()).toContain('npx stoa tools build collector')
  })

  it('nowhere without Jaeger, and nothing is sampled for nobody', async () => {
    const { otlpEndpoint, names, lines } = await open(['collector'])
    expect([otlpEndpoint, names]).toEqual([undefined, []])
    expect(lines.join()).toContain('npx stoa tools build jaeger')
  })

  it('to the receiver that the environment names, with the share that it names', async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x:1', OTEL_TRACES_SAMPLER_ARG: '0.5' }
    const { otlpEndpoint, ratio, names, lines } = await open(['collector', 'jaeger'], env)
    expect([otlpEndpoint, ratio, names]).toEqual(['http://x:1', 0.5, []])
    expect(lines).toHaveLength(1)
    expect(lines.join()).toContain('OTEL_EXPORTER_OTLP_ENDPOINT is set, so spans go there')
    expect((await open(['collector', 'jaeger'], env, false)).lines).toEqual([])
  })

  it('nowhere, and nothing starts, while the environment names what can be no receiver', async () => {
    const noReceiver = { OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' }
    await expect(open([], noReceiver, false)).rejects.toThrow('OTEL_EXPORTER_OTLP_ENDPOINT')
    const noShare = { OTEL_TRACES_SAMPLER_ARG: '10' }
    await expect(open([], noShare, false)).rejects.toThrow('OTEL_TRACES_SAMPLER_ARG')
  })

  it('nowhere unless it is asked for', async () => {
    expect(await open(['collector', 'jaeger'], {}, false)).toMatchObject({ names: [], lines: [] })
  })
})

it('each program is built from the version that its module pins', () => {
  const modFile = (tool: string) =>
    readFileSync(join(import.meta.dirname, '../../go', tool, 'go.mod'), 'utf8')
  expect(builtTools.map((tool) => releaseIn(tool, modFile(tool)))).toEqual([
    ...['2.13.0', '0.161.0', '4.3.2', '0.37.6', '0.8.0'],
  ])
  expect(() => releaseIn('jaeger', 'module x')).toThrow('does not require')
})
