import { mkdtempSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { query } from '@stoa/observability/prometheus'
import { type PlatformState, readState, repositoryRoot } from '@stoa/topology'
import { afterAll, afterEach, expect, it, vi } from 'vitest'
import { processesOf, type Runner, startRunner } from '../test/runner.ts'
import { until } from './index.ts'
import { queryAsSuperuser } from './postgres/query.ts'

const home = mkdtempSync(join(tmpdir(), 'stoa-e2e-'))
const withMetrics = ['--services', 'catalog', '--replicas', 'catalog=2']
const few = ['--no-metrics', ...withMetrics]
const none = ['--no-metrics', '--services', '']
const runners: Runner[] = []

const start = (...args: string[]) => {
  const runner = startRunner(home, ...args)
  runners.push(runner)
  return runner
}

afterEach(async () => {
  for (const { child, exited } of runners.splice(0)) {
    child.kill('SIGTERM')
    await exited
  }
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

const resource = (name: string) => readState(home)?.resources.find((one) => one.name === name)
const statesOf = ({ resources }: PlatformState) =>
  resources.map(({ name, state }) => `${name} ${state}`)

const sql = (text: string) =>
  queryAsSuperuser({ postgres: readState(home)?.postgres ?? null }, 'postgres', text)

it('a start prints one line of JSON when every resource is ready, and SIGINT leaves no process', async () => {
  const runner = start(...few)
  const state = await runner.ready()
  expect(JSON.parse(runner.stdout())).toMatchObject({
    ready: true,
    seconds: expect.any(Number),
    urls: { gateway: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/) },
  })
  expect(statesOf(state).sort()).toEqual([
    ...['catalog ready', 'catalog-2 ready', 'catalog-2-sidecar ready', 'catalog-sidecar ready'],
    ...['edge ready', 'nats ready', 'nats-sidecar ready', 'postgres ready'],
  ])
  runner.child.kill('SIGINT')
  expect(await runner.exited).toBe(0)
  expect(processesOf(home)).toEqual([])
})

it('a killed service, sidecar, broker or database is restarted', async () => {
  const runner = start(...few)
  const state = await runner.ready()
  for (const name of ['catalog', 'catalog-sidecar', 'nats', 'postgres']) {
    const { pid } = state.resources.find((one) => one.name === name) ?? {}
    process.kill(pid ?? 0, 'SIGKILL')
    await until(
      `${name} again`,
      () => resource(name)?.restarts === 1 && resource(name)?.state === 'ready',
    )
    expect(resource(name)?.pid).not.toBe(pid)
    expect(runner.stderr()).toContain(`${name} ended (SIGKILL); restarting it`)
  }
})

it('with --watch a saved file replaces both replicas of its service, and nothing else', async () => {
  const runner = start(...few, '--watch')
  const before = await runner.ready()
  const pids = () => readState(home)?.resources.map(({ name, pid }) => [name, pid] as const) ?? []
  const now = new Date()
  utimesSync(join(repositoryRoot, 'services/catalog/src/app.ts'), now, now)
  await until('the replacement', () => runner.stderr().includes('catalog runs what was saved'))
  const old = new Map(before.resources.map(({ name, pid }) => [name, pid]))
  const replaced = pids().filter(([name, pid]) => pid !== old.get(name))
  expect(replaced.map(([name]) => name).sort()).toEqual(['catalog', 'catalog-2'])
  const restartsOf = (state = before) => state.resources.map(({ restarts }) => restarts)
  expect(restartsOf(readState(home))).toEqual(restartsOf())
})

it('a second runner of the same home is refused with the pid of the first', async () => {
  const first = start(...none)
  await first.ready()
  const second = start(...none)
  expect(await second.exited).toBe(1)
  expect(second.stderr()).toContain(`pid ${first.pid} already runs ${home}`)
})

const prometheus = () => readState(home)?.urls.prometheus ?? ''
const servicesUpAt = (at: Date) => query(prometheus(), 'up{job="services"} == 1', { at })
const runbooks = async () => (await fetch(`${prometheus()}/api/v1/rules?type=alert`)).text()

it('after SIGKILL of the runner the next start ends leftovers, and has the data, Prometheus its own and the rules of now', async () => {
  const killed = start(...withMetrics)
  const before = await killed.ready()
  await sql('create table kept as select 42 as answer')
  let seenAt = new Date()
  await until('a scrape', async () => {
    seenAt = new Date()
    return (await servicesUpAt(seenAt)).length > 0
  })
  expect(await runbooks()).toContain('"docs/runbooks/ServiceDown.md"')
  killed.child.kill('SIGKILL')
  await killed.exited

  vi.stubEnv('STOA_RUNBOOKS_URL', 'https://runbooks.test')
  const next = start(...withMetrics)
  vi.unstubAllEnvs()
  const after = await next.ready()
  expect(await sql('select answer from kept')).toEqual([{ answer: 42 }])
  expect(statesOf(after)).toEqual(expect.arrayContaining(['catalog ready', 'catalog-2 ready']))
  const old = before.resources.map(({ pid }) => pid)
  expect(after.resources.map(({ pid }) => pid).filter((pid) => old.includes(pid))).toEqual([])
  await until('Prometheus', () => resource('prometheus')?.state === 'ready')
  expect(await servicesUpAt(seenAt)).not.toEqual([])
  expect(await runbooks()).toContain('"https://runbooks.test/ServiceDown.md"')

  next.child.kill('SIGTERM')
  await next.exited
  expect(processesOf(home)).toEqual([])

  const last = start(...withMetrics)
  await last.ready()
  await until('Prometheus', () => resource('prometheus')?.state === 'ready')
  expect(resource('prometheus')?.restarts).toBe(0)
  expect(await servicesUpAt(seenAt)).not.toEqual([])
})

it('--fresh deletes the data', async () => {
  await start(...none, '--fresh').ready()
  await expect(sql('select answer from kept')).rejects.toThrow('does not exist')
})

it('an unknown option is refused before anything starts', async () => {
  const runner = start('--colour')
  expect(await runner.exited).toBe(2)
  expect(runner.stderr()).toContain('--colour')
})
