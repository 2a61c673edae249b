import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, repositoryRoot } from '@stoa/topology'
import { onTestFinished, vi } from 'vitest'
import { findBuilt } from '../find-built.ts'

export const program = findBuilt('collector')
export const configuration = readFileSync(
  join(repositoryRoot, 'observability/collector.yaml'),
  'utf8',
)
export const patience = { timeout: 20_000, interval: 100 }

/** A real collector with this configuration and these settings, which sends what it keeps to `receiver`. It ends with the test. */
export async function startCollector(
  text: string,
  receiver: string,
  settings: NodeJS.ProcessEnv = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-collector-'))
  const [listen, metrics] = [await freePort(), await freePort()]
  const file = join(folder, 'collector.yaml')
  writeFileSync(file, text)
  const child = spawn(program ?? '', ['--config', `file:${file}`], {
    stdio: 'ignore',
    env: {
      STOA_COLLECTOR_LISTEN: `127.0.0.1:${listen}`,
      STOA_COLLECTOR_METRICS_PORT: `${metrics}`,
      STOA_JAEGER_OTLP: receiver,
      ...settings,
    },
  })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    rmSync(folder, { recursive: true, force: true })
  })
  const url = `http://127.0.0.1:${listen}/v1/traces`
  const exposed = async () => (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text()
  await vi.waitFor(async () => {
    await fetch(url)
    await exposed()
  }, patience)
  return {
    url,
    exposed,
    async send(spans: readonly object[]) {
      const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] })
      const headers = { 'content-type': 'application/json' }
      return (await fetch(url, { method: 'POST', headers, body })).status
    },
  }
}
