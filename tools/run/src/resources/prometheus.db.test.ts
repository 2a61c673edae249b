import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { query } from '@stoa/observability/prometheus'
import { afterEach, expect, it } from 'vitest'
import { openPorts } from '../ports.ts'
import type { Resource } from '../supervisor/resource.ts'
import { type Supervisor, supervise, until } from '../supervisor/supervisor.ts'
import { readTools } from '../tools.ts'
import { alertmanagerResource } from './alertmanager.ts'
import { prometheusResource } from './prometheus.ts'

const home = mkdtempSync(join(tmpdir(), 'stoa-metrics-'))
const { prometheus, alertmanager } = await readTools(process.env)
const ports = openPorts({ ephemeral: true, log: () => undefined })
let supervisor: Supervisor | undefined

afterEach(async () => {
  await supervisor?.stop()
  rmSync(home, { recursive: true, force: true })
})

async function start(...resources: Resource[]): Promise<Supervisor> {
  supervisor = supervise({
    logFile: (name) => `${home}-${name}.log`,
    ...{ log: () => undefined, onReady: () => undefined, onChange: () => undefined },
  })
  await supervisor.start(resources.map((one) => ({ ...one, after: [] })))
  return supervisor
}

const prometheusWith = (port: number, configuration: string) =>
  prometheusResource({
    args: [],
    ...{ program: prometheus ?? '', folder: join(home, 'prometheus'), port, password: 'secret' },
    configuration: () => configuration,
  })

it.runIf(prometheus)('Prometheus answers queries and takes no command', async () => {
  const port = await ports.free()
  const url = `http://127.0.0.1:${port}`
  const { states } = await start(prometheusWith(port, 'scrape_configs: []\n'))
  expect(states[0]).toMatchObject({ state: 'ready', kind: 'prometheus' })
  expect(await query(url, '1 + 1')).toEqual([{ labels: {}, value: 2 }])
  for (const path of ['/-/reload', '/-/quit']) {
    expect((await fetch(url + path, { method: 'POST' })).status).toBe(403)
  }
  const remove = await fetch(`${url}/api/v1/admin/tsdb/delete_series?match[]=up`, {
    method: 'POST',
  })
  expect(remove.ok).toBe(false)
  expect(await remove.text()).toContain('admin APIs disabled')
  const foreign = await fetch(`${url}/api/v1/query?query=1`, { headers: { origin: 'http://evil' } })
  expect(foreign.headers.get('access-control-allow-origin')).toBeNull()
  expect(
    existsSync(join(home, 'prometheus/data-2')) || existsSync(join(home, 'prometheus/data-3')),
  ).toBe(true)
})

it.runIf(prometheus)('a broken configuration degrades Prometheus and fails no start', async () => {
  const { states } = await start(prometheusWith(await ports.free(), 'scrape_configs: many\n'))
  await until('the end of Prometheus', () => states[0]?.state === 'degraded')
  expect(states[0]?.detail).toContain('ended (status 2); `npx stoa logs prometheus`')
})

it.runIf(alertmanager)('Alertmanager is ready without a configuration of its own', async () => {
  const port = await ports.free()
  const folder = join(home, 'alertmanager')
  const { states } = await start(
    alertmanagerResource({ program: alertmanager ?? '', folder, port }),
  )
  expect(states[0]).toMatchObject({ state: 'ready', kind: 'alertmanager' })
  const status = await (await fetch(`http://127.0.0.1:${port}/api/v2/status`)).json()
  expect(status).toMatchObject({ cluster: { status: 'disabled' } })
})
