import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { alertsCommand } from '../alerts/command.ts'
import { sloCommand } from '../slo/command.ts'
import { queryCommand } from './command.ts'
import type { ForwardPrometheus } from './running.ts'

const home = mkdtempSync(join(tmpdir(), 'stoa-query-'))
/** What Prometheus answers. */
let body: object = {}
let server: Server
beforeAll(async () => {
  server = createServer((_, response) => response.end(JSON.stringify(body)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const [startTicks] = readFileSync('/proc/self/stat', 'utf8').split(' ').slice(21)
  writeFileSync(
    join(home, 'state.json'),
    JSON.stringify({
      ...{ pid: process.pid, startTicks: Number(startTicks), startedAt: '', ready: true },
      urls: { prometheus: `http://127.0.0.1:${port}` },
      ...{ caFile: null, postgres: null, nats: null, resources: [] },
    }),
  )
})
afterAll(() => {
  server.close()
  rmSync(home, { recursive: true, force: true })
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

/** Why the forwarded port closed by itself, if it did. */
let lost: Error | undefined
const end = vi.fn(async () => lost)
const forward = vi.fn<ForwardPrometheus>(async () => {
  const { port } = server.address() as AddressInfo
  return { hostname: '127.0.0.1', port, end }
})

async function run(commandOf: typeof queryCommand, ...args: string[]) {
  vi.restoreAllMocks()
  const command = commandOf(forward)
  vi.stubEnv('STOA_HOME', home)
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const status = await command.run(args)
  const text = (spy: typeof out) => spy.mock.calls.map(([one]) => one).join('')
  return { status, out: text(out), err: text(err) }
}
const succeed = (data: object) => {
  body = { status: 'success', data }
}

it('`stoa query` prints the labels and the value of each series', async () => {
  succeed({
    resultType: 'vector',
    result: [
      { metric: { __name__: 'up', service: 'orders' }, value: [1, '1'] },
      { metric: { __name__: 'up', job: 'broker' }, value: [1, '+Inf'] },
    ],
  })
  expect(await run(queryCommand, 'up')).toMatchObject({
    status: 0,
    out: 'METRIC  job     service  VALUE\nup      -       orders       1\nup      broker  -         +Inf\n',
  })
  const { out } = await run(queryCommand, 'up', '--json')
  expect(JSON.parse(out).series[1]).toEqual({
    ...{ labels: { __name__: 'up', job: 'broker' }, value: '+Inf' },
  })
})

it('`stoa query` says that there is no series', async () => {
  succeed({ resultType: 'vector', result: [] })
  expect(await run(queryCommand, 'absent_metric')).toMatchObject({ status: 0, out: 'no series\n' })
})

it('`stoa query` passes on why an expression is refused', async () => {
  body = { status: 'error', error: 'parse error: unclosed left brace' }
  expect(await run(queryCommand, 'up{')).toEqual({
    ...{ status: 1, out: '', err: 'up{: parse error: unclosed left brace\n' },
  })
  succeed({ resultType: 'matrix', result: [] })
  expect((await run(queryCommand, 'up[5m]')).err).toBe(
    'up[5m]: expected a value per series, found a matrix\n',
  )
})

it('`stoa query` takes one expression', async () => {
  await expect(run(queryCommand)).rejects.toThrow('expected one expression')
  await expect(run(queryCommand, 'sum', '(up)')).rejects.toThrow('expected one expression')
})

const alertOf = (alertname: string, severity: string, state: string, activeAt: string) => ({
  labels: { alertname, severity, owner: 'platform', follows: 'disk' },
  annotations: { summary: alertname, runbook_url: `docs/runbooks/${alertname}.md` },
  ...{ state, activeAt },
})
const heartbeat = alertOf('DeadMansSwitch', 'heartbeat', 'firing', '2030-01-01T00:00:00Z')

it('`stoa alerts firing` lists what fires, pages first', async () => {
  const since = '2030-01-01T01:00:00.98292971Z'
  succeed({
    alerts: [
      heartbeat,
      alertOf('TargetDown', 'ticket', 'firing', since),
      alertOf('ServiceDown', 'page', 'firing', since),
      alertOf('OrdersStuck', 'page', 'pending', since),
    ],
  })
  const { status, out } = await run(alertsCommand, 'firing')
  expect(status).toBe(1)
  expect(out.trimEnd().split('\n')).toEqual([
    'ALERT           SEVERITY   SINCE                 LABELS          RUNBOOK',
    'ServiceDown     page       2030-01-01T01:00:00Z  owner=platform  docs/runbooks/ServiceDown.md',
    'TargetDown      ticket     2030-01-01T01:00:00Z  owner=platform  docs/runbooks/TargetDown.md',
    'DeadMansSwitch  heartbeat  2030-01-01T00:00:00Z  owner=platform  docs/runbooks/DeadMansSwitch.md',
  ])
  const { firing } = JSON.parse((await run(alertsCommand, 'firing', '--json')).out)
  expect(firing[0]).toEqual({
    ...{ name: 'ServiceDown', severity: 'page', since, summary: 'ServiceDown' },
    ...{ labels: { owner: 'platform', follows: 'disk' } },
    runbook: 'docs/runbooks/ServiceDown.md',
  })
})

it('`stoa alerts firing` exits with 0 while the heartbeat alone fires', async () => {
  succeed({ alerts: [heartbeat] })
  expect((await run(alertsCommand, 'firing')).status).toBe(0)
})

it('`stoa alerts firing` says when something else answers than Prometheus', async () => {
  body = { alerts: [] }
  await expect(run(alertsCommand, 'firing')).rejects.toThrow('is not a list of alerts')
})

describe('with --context', () => {
  beforeEach(() => {
    lost = undefined
    vi.clearAllMocks()
  })

  it('the Prometheus of the cluster is asked, and the port closed', async () => {
    succeed({ resultType: 'vector', result: [{ metric: { job: 'broker' }, value: [1, '1'] }] })
    const { status, out } = await run(queryCommand, 'up', '--context', 'prod')
    expect({ status, out }).toEqual({ status: 0, out: 'job     VALUE\nbroker      1\n' })
    succeed({ alerts: [heartbeat] })
    expect((await run(alertsCommand, 'firing', '--context', 'prod')).status).toBe(0)
    expect(forward.mock.calls).toEqual([['prod'], ['prod']])
    expect(end).toHaveBeenCalledTimes(2)
  })

  it('the port is closed when Prometheus refuses or answers something else', async () => {
    body = { status: 'error', error: 'parse error' }
    expect((await run(queryCommand, 'up{', '--context', 'prod')).status).toBe(1)
    body = {}
    await expect(run(sloCommand, '--context', 'prod')).rejects.toThrow('Prometheus at http://127.0')
    expect(end).toHaveBeenCalledTimes(2)
  })

  it('a port that closed by itself is the reason given', async () => {
    body = { alerts: [] }
    lost = new Error('lost connection to pod')
    await expect(run(alertsCommand, 'firing', '--context', 'prod')).rejects.toThrow(lost.message)
  })

  it('a platform on this machine is not asked', async () => {
    succeed({ resultType: 'vector', result: [] })
    await run(queryCommand, 'up')
    expect(forward).not.toHaveBeenCalled()
  })

  it('`stoa alerts check` is refused', async () => {
    await expect(run(alertsCommand, 'check', '--context', 'prod')).rejects.toThrow(
      'reads files only',
    )
  })
})
