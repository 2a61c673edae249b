import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, repositoryRoot } from '@stoa/topology'
import { expect, it, onTestFinished, vi } from 'vitest'
import { parse, stringify } from 'yaml'
import { findBuilt } from '../find-built.ts'
import { patience } from './testing.ts'

const program = findBuilt('jaeger')
const maxTraces = 200

/** A real Jaeger with the committed configuration, which stores fewer traces. It ends with the test. */
async function startJaeger() {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-jaeger-'))
  const file = parse(readFileSync(join(repositoryRoot, 'observability/jaeger.yaml'), 'utf8'))
  file.extensions.jaeger_storage.backends.memory.memory.max_traces = maxTraces
  writeFileSync(join(folder, 'jaeger.yaml'), stringify(file))
  const [query, grpc, listen] = [await freePort(), await freePort(), await freePort()]
  const child = spawn(program ?? '', ['--config', join(folder, 'jaeger.yaml')], {
    stdio: 'ignore',
    env: {
      STOA_JAEGER_QUERY: `127.0.0.1:${query}`,
      STOA_JAEGER_GRPC: `127.0.0.1:${grpc}`,
      STOA_JAEGER_LISTEN: `127.0.0.1:${listen}`,
    },
  })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    rmSync(folder, { recursive: true, force: true })
  })
  const receiver = `http://127.0.0.1:${listen}/v1/traces`
  const stored = async (traceId: string) =>
    (await fetch(`http://127.0.0.1:${query}/api/traces/${traceId}`)).status === 200
  await vi.waitFor(async () => {
    await fetch(receiver)
    await stored('1')
  }, patience)
  return { receiver, stored }
}

/** As many spans and attributes as the trace of an order has. */
const spansOf = (traceId: string) =>
  Array.from({ length: 39 }, (_, n) => ({
    ...{ traceId, spanId: randomBytes(8).toString('hex'), name: `step ${n}`, kind: 1 },
    ...{ startTimeUnixNano: '1000', endTimeUnixNano: '2000' },
    attributes: Array.from({ length: 10 }, (_, key) => ({
      key: `attribute.${key}`,
      value: { stringValue: randomBytes(8).toString('hex') },
    })),
  }))

it.runIf(program)(
  'a full Jaeger stores the newest traces of orders, and forgets the oldest',
  async () => {
    const { receiver, stored } = await startJaeger()
    const traces = Array.from({ length: 3 * maxTraces }, () => randomBytes(16).toString('hex'))
    for (const traceId of traces) {
      const body = JSON.stringify({
        resourceSpans: [{ scopeSpans: [{ spans: spansOf(traceId) }] }],
      })
      const headers = { 'content-type': 'application/json' }
      expect((await fetch(receiver, { method: 'POST', headers, body })).status).toBe(200)
    }
    const [newest, older] = [traces.slice(-maxTraces), traces.slice(0, -maxTraces)]
    expect(await Promise.all(newest.map(stored))).not.toContain(false)
    expect(await Promise.all(older.map(stored))).not.toContain(true)
  },
)
