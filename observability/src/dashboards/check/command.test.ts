import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { dashboardsCommand } from './command.ts'

const deleted = vi.hoisted((): string[] => [])
vi.mock('./missing.ts', async (original) => ({
  ...(await original()),
  missingDashboards: () => Promise.resolve(deleted),
}))

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'stoa-no-platform-'))
  vi.stubEnv('STOA_HOME', home)
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  rmSync(home, { recursive: true })
})

async function run(...args: string[]) {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const status = await dashboardsCommand.run(['check', ...args])
  const textOf = (spy: typeof out) => spy.mock.calls.map(([text]) => text).join('')
  return { status, out: textOf(out), err: textOf(err) }
}

it('without a platform it says that no query was run, and does not succeed', async () => {
  const { status, out, err } = await run('--json')
  expect(status).toBe(2)
  expect(JSON.parse(out)).toMatchObject({ dashboards: 10, run: 0, invalid: [] })
  expect(err).toContain('no query was run')
})

it('--files checks the files alone', async () => {
  const { status, out, err } = await run('--files')
  expect([status, err]).toEqual([0, ''])
  expect(out).toContain('none run')
})

const stat = readFileSync('/proc/self/stat', 'utf8')
const startTicks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])

/** A platform whose Prometheus has no data at all. */
async function runWithEmptyPrometheus(readyAt: Date) {
  const empty = JSON.stringify({ status: 'success', data: { resultType: 'vector', result: [] } })
  const server = createServer((_, response) => response.end(empty))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const prometheus = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const state = {
    ...{ pid: process.pid, startTicks, startedAt: '', ready: true, urls: { prometheus } },
    ...{ caFile: null, postgres: null, nats: null, resources: [], readyAt: readyAt.toISOString() },
  }
  writeFileSync(join(home, 'state.json'), JSON.stringify(state))
  const result = await run('--json')
  await new Promise((resolve) => {
    server.close(resolve)
    server.closeAllConnections()
  })
  return { status: result.status, report: JSON.parse(result.out) }
}

it('panels without data are no fault on a platform that is ready since now, and are on one that runs', async () => {
  const young = await runWithEmptyPrometheus(new Date())
  expect([young.status, young.report.empty]).toEqual([0, []])
  expect(young.report.young.length).toBeGreaterThan(100)
  vi.restoreAllMocks()
  const old = await runWithEmptyPrometheus(new Date(Date.now() - 3_600_000))
  expect([old.status, old.report.young]).toEqual([1, []])
  expect(old.report.empty).toHaveLength(young.report.young.length)
})

it('a dashboard that is missing is a fault', async () => {
  deleted.push('observability/dashboards/mesh.json')
  const { status, out } = await run('--files')
  expect([status, out]).toEqual([1, expect.stringContaining('dashboards/mesh.json is missing')])
  vi.restoreAllMocks()
  expect(JSON.parse((await run('--files', '--json')).out)).toMatchObject({ missing: deleted })
  deleted.length = 0
})

it('--files is refused with --faults', async () => {
  await expect(run('--files', '--faults')).rejects.toThrow('choose one')
})
