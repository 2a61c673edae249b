import { parseArgs } from 'node:util'
import { type Identity, isStill } from '@stoa/run'
import { type Command, homeOf, type PlatformState, readState } from '@stoa/topology'
import { type Memory, readMemory } from '../memory.ts'

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
  summary: 'what runs, in which state, with how much memory',
  usage: `usage: stoa status [--json]

Lists every process that the runner keeps, and the runner itself. Memory is PSS, children included.

  --json   print {"resources":[{"name","kind","state","detail","pid","pssMiB","restarts"}]}

exit status: 0 everything is ready, 1 something is not or nothing runs, 2 wrong arguments`,
  async run(args) {
    const { values } = parseArgs({ args, options: { json: { type: 'boolean' } } })
    const resources = rowsOf(readState(homeOf(process.env)), readMemory())
    const ready = resources.length > 0 && resources.every(({ state }) => state === 'ready')
    process.stdout.write(values.json ? `${JSON.stringify({ resources })}\n` : tableOf(resources))
    return ready ? 0 : 1
  },
}

/** A process that is gone is `stopped`, whatever was written down of it last. */
export function rowsOf(state: PlatformState | undefined, memory: Memory): StatusRow[] {
  if (!state) return []
  const runner = {
    ...{ name: 'runner', kind: 'runner', state: state.ready ? 'ready' : 'starting' },
    ...{ detail: null, pid: state.pid, startTicks: state.startTicks, restarts: 0 },
  }
  const runnerLives = isStill(runner)
  const ownRow = rowOf(runner, runnerLives, memory.aloneMiB)
  return [ownRow, ...state.resources.map((one) => rowOf(one, runnerLives, memory.familyMiB))]
}

type Described = Identity & Pick<StatusRow, 'name' | 'kind' | 'state' | 'detail' | 'restarts'>

function rowOf(
  { name, kind, state, detail, restarts, ...identity }: Described,
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

function tableOf(rows: readonly StatusRow[]): string {
  if (rows.length === 0) return 'nothing runs; npm start starts it\n'
  const total = rows.reduce((sum, { pssMiB }) => sum + pssMiB, 0)
  const line = (cells: readonly (string | number)[]) => {
    const [name = '', kind = '', state = '', ...numbers] = cells.map(String)
    return `${name.padEnd(20)}${kind.padEnd(10)}${state.padEnd(12)}${numbers.map((cell) => cell.padStart(9)).join('')}\n`
  }
  return [
    line(['NAME', 'KIND', 'STATE', 'PID', 'PSS MiB', 'RESTARTS']),
    ...rows.flatMap((row) => [
      line([row.name, row.kind, row.state, row.pid ?? '-', row.pssMiB.toFixed(1), row.restarts]),
      ...(row.detail ? [`  ${row.name} ${row.detail}\n`] : []),
    ]),
    line(['all', '', '', '', total.toFixed(1), '']),
  ].join('')
}
