import { parseArgs } from 'node:util'
import { CannotRun, homeOf, notRunning, readRunningState } from '@stoa/topology'
import { MeshError } from '../model/problem.ts'
import { applyFaults, type FaultsResult, readActiveFaults } from '../serve/faults-client.ts'
import type { Subcommand } from './subcommand.ts'

const json = { json: { type: 'boolean', default: false } } as const

function socketOfRunningMesh(): string {
  const home = homeOf(process.env)
  const { meshSocket } = readRunningState(home)
  if (meshSocket === null) throw new CannotRun(notRunning(home))
  return meshSocket
}

function printActiveFaults(result: FaultsResult, asJson: boolean): number {
  if ('problems' in result) throw new MeshError(result.problems)
  const { faults } = result
  const text = faults.length === 0 ? 'no active faults' : `active faults: ${faults.join(', ')}`
  process.stdout.write(`${asJson ? JSON.stringify({ faults }) : text}\n`)
  return 0
}

export const apply: Subcommand = {
  name: 'apply',
  usage: `usage: stoa mesh apply FILE... [--json]

Activates faults on the running platform and deactivates all others. FILE is a name in mesh/istio/faults, or any path.
Faults stay active until \`stoa mesh reset\` or until the platform stops. --json prints {"faults":[…]}.

exit status: 0 activated, 2 no running platform or a refused file; then nothing changes`,
  async run(args) {
    const { values, positionals } = parseArgs({ args, options: json, allowPositionals: true })
    if (positionals.length === 0)
      throw new CannotRun('FILE is required; mesh/istio/faults has the files')
    return printActiveFaults(await applyFaults(socketOfRunningMesh(), positionals), values.json)
  },
}

export const reset: Subcommand = {
  name: 'reset',
  usage: 'usage: stoa mesh reset [--json]\n\nDeactivates all faults. --json prints {"faults":[]}.',
  async run(args) {
    const { values } = parseArgs({ args, options: json })
    return printActiveFaults(await applyFaults(socketOfRunningMesh(), []), values.json)
  },
}

export const faults: Subcommand = {
  name: 'faults',
  usage:
    'usage: stoa mesh faults [--json]\n\nLists the active faults. --json prints {"faults":[…]}.',
  async run(args) {
    const { values } = parseArgs({ args, options: json })
    return printActiveFaults(await readActiveFaults(socketOfRunningMesh()), values.json)
  },
}
