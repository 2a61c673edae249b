import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Program } from '../src/supervisor/launch.ts'
import type { Resource } from '../src/supervisor/resource.ts'
import { type SupervisorOptions, supervise } from '../src/supervisor/supervisor.ts'

/** A supervisor that stops with the test, and what it says. */
export function openSupervisor(options: Partial<SupervisorOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-supervisor-'))
  const logged: string[] = []
  const readyOrder: string[] = []
  const supervisor = supervise({
    logFile: (name) => join(folder, `${name}.log`),
    log: (line) => void logged.push(line),
    onReady: (name) => void readyOrder.push(name),
    onChange: () => undefined,
    backoffMs: (crashes) => crashes,
    ...options,
  })
  onTestFinished(async () => {
    await supervisor.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const stateOf = (name: string) => supervisor.states.find((state) => state.name === name)
  const processOf = (name: string) => {
    const { pid = null, startTicks = null } = stateOf(name) ?? {}
    return { pid, startTicks }
  }
  return { folder, logged, readyOrder, supervisor, stateOf, processOf }
}

export const programOf = (script: string): Program => ({
  command: '/bin/sh',
  args: ['-c', script],
  env: process.env,
  onOrphaned: 'KILL',
})

export const resource = (name: string, script: string, more: Partial<Resource> = {}): Resource => ({
  ...{ name, kind: 'service', after: [], ports: {}, sockets: {} },
  program: () => programOf(script),
  isReady: async () => true,
  stop: { signal: 'SIGTERM', withinMs: 2000 },
  ...more,
})

export const sleeper = (name: string, more: Partial<Resource> = {}) =>
  resource(name, 'exec sleep 600', more)
