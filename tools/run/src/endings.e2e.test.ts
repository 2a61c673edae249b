import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { readState } from '@stoa/topology'
import { afterAll, afterEach, expect, it, vi } from 'vitest'
import {
  type Command,
  inShell,
  inTerminal,
  type Launch,
  launch,
  nodeStart,
  nodeStartWithoutExecve,
  npmExec,
  npmStart,
} from '../test/launch.ts'
import { processesOf } from '../test/runner.ts'
import { isStill, until } from './index.ts'
import { queryAsSuperuser } from './postgres/query.ts'

const home = mkdtempSync(join(tmpdir(), 'stoa-endings-'))
const scriptMayEnd = join(home, 'script-may-end')
const onPinnedNode = inShell(`PATH=${dirname(process.execPath)}:$PATH exec ${npmStart}`)
const direct = inShell(`exec ${nodeStart}`)
const withoutExecve = inShell(`exec ${nodeStartWithoutExecve}`)
const npmWithShell = inShell(`exec ${npmExec}`)
const npm = inShell(`exec ${npmStart}`)

const query = (text: string) =>
  queryAsSuperuser({ postgres: readState(home)?.postgres ?? null }, 'postgres', text)

let starts = 0
let started: Launch | undefined

/** Starts the platform of this home again, and checks that it has what the earlier starts wrote. */
async function start(command: Command): Promise<Launch> {
  started = await launch(home, command)
  await query('create table if not exists starts (number int)')
  const earlier = await query('select count(*)::int as count from starts')
  expect(earlier).toEqual([{ count: starts }])
  await query(`insert into starts values (${++starts})`)
  return started
}

async function expectNothingLeft({ state }: Launch): Promise<void> {
  const all = [{ ...state, name: 'the runner' }, ...state.resources]
  const left = () => all.filter((one) => isStill(one)).map(({ name }) => name)
  await vi.waitFor(() => expect(left()).toEqual([]), { timeout: 30_000, interval: 20 })
  await until('the end of every process of the home', () => processesOf(home).length === 0)
  const log = readFileSync(join(home, 'logs/postgres.log'), 'utf8')
  expect(log).not.toContain('was not properly shut down')
}

afterEach(async () => {
  if (!started) return
  if (isStill(started.state)) process.kill(started.state.pid, 'SIGTERM')
  started.child.kill('SIGKILL')
  await expectNothingLeft(started)
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

const toNpm = (signal: NodeJS.Signals) => (launched: Launch) =>
  process.kill(launched.pidOf(/^npm/), signal)
const toShell = (signal: NodeJS.Signals) => (launched: Launch) =>
  process.kill(launched.pidOf(/^sh$/), signal)
const toChild = (signal: NodeJS.Signals) => (launched: Launch) => launched.child.kill(signal)
const toGroup = (signal: NodeJS.Signals) => (launched: Launch) =>
  process.kill(-launched.pidOf(/^npm/), signal)

it.each<[string, Command, (started: Launch) => unknown]>([
  ['SIGTERM to npm', npm, toNpm('SIGTERM')],
  ['SIGHUP to npm', npm, toNpm('SIGHUP')],
  ['SIGKILL of npm', npm, toNpm('SIGKILL')],
  ['SIGTERM to npm with a shell below it', npmWithShell, toNpm('SIGTERM')],
  ['SIGTERM to the shell that npm runs', npmWithShell, toShell('SIGTERM')],
  ['SIGKILL of the shell that npm runs', npmWithShell, toShell('SIGKILL')],
  ['SIGTERM to npm on the pinned Node', onPinnedNode, toNpm('SIGTERM')],
  ['SIGINT to a script’s background job', inShell(`${npmStart} & wait`), toNpm('SIGINT')],
  ['SIGTERM to a script’s background job', inShell(`${npmStart} & wait`), toNpm('SIGTERM')],
  ['SIGKILL of a script in its `wait`', inShell(`${npmStart} & wait`), toChild('SIGKILL')],
  ['SIGKILL of a script that waits for npm', inShell(`${npmStart}; true`), toChild('SIGKILL')],
  ['SIGKILL of a script that waits for start.js', inShell(`${nodeStart}; :`), toChild('SIGKILL')],
  ['SIGTERM to start.js', direct, toChild('SIGTERM')],
  ['SIGHUP to start.js', direct, toChild('SIGHUP')],
  ['SIGKILL of start.js', direct, toChild('SIGKILL')],
  ['SIGTERM to start.js above the runner', withoutExecve, toChild('SIGTERM')],
  ['SIGKILL of start.js above the runner', withoutExecve, toChild('SIGKILL')],
  ['SIGINT to every process of a terminal', inTerminal(`exec ${npmStart}`), toGroup('SIGINT')],
  ['the end of its terminal', inTerminal(npmStart), toChild('SIGKILL')],
  [
    'the end of a terminal with it in the background',
    inTerminal(`${npmStart} &`),
    toChild('SIGKILL'),
  ],
])('%s ends everything, and the next start has the data', async (_, command, end) => {
  const launched = await start(command)
  end(launched)
  await expectNothingLeft(launched)
})

it('a start right after the end of npm waits until the earlier runner has stopped everything', async () => {
  const first = await start(npm)
  toNpm('SIGKILL')(first)
  await first.exited
  const second = await start(npm)
  expect(isStill(first.state)).toBe(false)
  expect(second.state.pid).not.toBe(first.state.pid)
})

const background = `nohup ${npmStart} > /dev/null 2>&1 &`

it.each<[string, Command, (started: Launch) => unknown]>([
  ['nohup: the end of its terminal', inTerminal(background), toChild('SIGKILL')],
  ['setsid: the end of its terminal', inTerminal(`setsid ${npmStart} &`), toChild('SIGKILL')],
  [
    'a background job: the end of its script',
    inShell(`${npmStart} & while [ ! -e ${scriptMayEnd} ]; do sleep 0.05; done`),
    () => writeFileSync(scriptMayEnd, ''),
  ],
])('%s ends nothing', async (_, command, end) => {
  const launched = await start(command)
  end(launched)
  await launched.exited
  const { pid } = resource('nats')
  process.kill(pid ?? 0, 'SIGKILL')
  await until(
    'another broker',
    () => resource('nats').restarts === 1 && resource('nats').state === 'ready',
  )
  expect(isStill(launched.state)).toBe(true)
})

function resource(name: string) {
  const found = readState(home)?.resources.find((one) => one.name === name)
  if (!found) throw new Error(`${name} is not in state.json`)
  return found
}
