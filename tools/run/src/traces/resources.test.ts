import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, it } from 'vitest'
import { type Supervisor, supervise, until } from '../supervisor/supervisor.ts'
import { collectorResource, jaegerResource } from './resources.ts'

const folder = mkdtempSync(join(tmpdir(), 'stoa-traces-'))
let supervisor: Supervisor | undefined
afterEach(() => supervisor?.stop())
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** `false` ends at once, as a program with a broken configuration does; nothing listens on port 1. */
const broken = { program: 'false', address: '127.0.0.1' }
const jaeger = jaegerResource({ ...broken, ports: { query: 1, otlp: 1, grpc: 1 } })
const collector = collectorResource({
  ...broken,
  ports: { otlp: 1, metrics: 1 },
  jaegerOtlp: 'http://127.0.0.1:1',
  sampling: { keptPercent: undefined, decisionWait: undefined },
})

it.each([
  ['Jaeger', [jaeger]],
  ['the collector', [{ ...collector, after: [] }]],
  ['Jaeger and the collector', [jaeger, collector]],
])('%s that cannot run is degraded and fails no start', async (_, resources) => {
  supervisor = supervise({
    logFile: (name) => join(folder, `${name}.log`),
    ...{ log: () => undefined, onReady: () => undefined, onChange: () => undefined },
  })
  await supervisor.start(resources)
  const { states } = supervisor
  await until('every end', () => states.every(({ state }) => state === 'degraded'))
  expect(states.map(({ name }) => name)).toEqual(resources.map(({ name }) => name))
  for (const { name, detail } of states)
    expect(detail).toContain(`ended (status 1); \`npx stoa logs ${name}\``)
})
