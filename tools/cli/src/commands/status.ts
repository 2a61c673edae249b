import { parseArgs } from 'node:util'
import { type Identity, isStill } from '@stoa/run'
import { type Command, homeOf, notRunning, type PlatformState, readState } from '@stoa/topology'
import { type ProcessMemory, readProcessMemory } from '../process-memory.ts'
import { tableOf } from '../table.ts'

export interface StatusRow {
  readonly name: string
  readonly kind: string
  readonly state: string
  /** What is wrong with one that is degraded. */
  readonly detail: string | null
  readonly pid: number | null
  readonly pssMiB: number
  readonly restarts: number
}

export const status: Command = {
  name: 'status',
  summary: 'list the processes with their state and memory',
  usage: `usage: stoa status [--json]

Lists the runner and every process that it keeps running. Memory is the
proportional set size (PSS), in MiB, with child processes.

options:
  --json  print {"resources":[{"name","kind","state","detail","pid",
          "pssMiB","restarts"}]}
  --help  print this text

example:
  npx stoa status

exit status:
  0  every process is ready
  1  a process is not ready, or no platform is running
  2  wrong arguments`,
  async run(args) {
    const { values } = parseArgs({ args, options: { json: { type: 'boolean' } } })
    const home = homeOf(process.env)
    const rows = rowsOf(readState(home), readProcessMemory())
    const ready = rows.length > 0 && rows.every(({ state }) => state === 'ready')
    process.stdout.write(
      values.json ? `${JSON.stringify({ resources: rows })}\n` : textOf(rows, home),
    )
    return ready ? 0 : 1
  },
}

/** A row for the runner and for each resource; a process that no longer exists is `stopped`. */
export function rowsOf(state: PlatformState | undefined, memory: ProcessMemory): StatusRow[] {
  if (!state) return []
  const runner = {
    ...{ name: 'runner', kind: 'runner', state: state.ready ? 'ready' : 'starting' },
    ...{ detail: null, pid: state.pid, startTicks: state.startTicks, restarts: 0 },
  }
  const runnerLives = isStill(runner)
  const runnerRow = rowOf(runner, runnerLives, memory.ownMiB)
  return [runnerRow, ...state.resources.map((one) => rowOf(one, runnerLives, memory.treeMiB))]
}

type Process = Identity & Pick<StatusRow, 'name' | 'kind' | 'state' | 'detail' | 'restarts'>

function rowOf(
  { name, kind, state, detail, restarts, ...identity }: Process,
  runnerLives: boolean,
  memoryOf: (pid: number) => number,
): StatusRow {
  const pid = isStill(identity) ? identity.pid : null
  const known = pid !== null || runnerLives
  return {
    ...{ name, kind, restarts, pid },
    ...(known ? { state, detail } : { state: 'stopped', detail: null }),
    pssMiB: pid === null ? 0 : memoryOf(pid),
  }
}

/** The table of `stoa status`, with a last line that sums it up. */
export function textOf(rows: readonly StatusRow[], home: string): string {
  if (rows.every(({ state }) => state === 'stopped')) return `${notRunning(home)}\n`
  const table = tableOf(
    ['NAME', 'KIND', 'STATE', 'PID', 'PSS MiB', 'RESTARTS'],
    rows.map((row) => [
      ...[row.name, row.kind, row.state, row.pid ?? '-', row.pssMiB.toFixed(1), row.restarts],
    ]),
  )
  const ready = rows.filter(({ state }) => state === 'ready').length
  const memory = rows.reduce((sum, { pssMiB }) => sum + pssMiB, 0).toFixed(1)
  const [runner] = rows
  const summary =
    runner?.state === 'stopped'
      ? 'the runner was killed; `npx stoa down` stops what it left, `npm start` starts again'
      : `${ready} of ${rows.length} ready, ${memory} MiB in all`
  const details = rows
    .filter(({ detail }) => detail)
    .map(({ name, detail }) => `${name}: ${detail}\n`)
  return `${table}\n${details.join('')}${summary}\n`
}
