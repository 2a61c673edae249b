import { parseArgs } from 'node:util'
import { homeOf, readState } from '@stoa/topology'
import { MeshError } from '../model/problem.ts'
import { applyFaults, type FaultsResult, readActiveFaults } from '../serve/faults-client.ts'
import { type Subcommand, UsageError } from './subcommand.ts'

const json = { json: { type: 'boolean', default: false } } as const

const socket = (): string => {
  const { meshSocket } = readState(homeOf(process.env)) ?? {}
  if (meshSocket) return meshSocket
  throw new UsageError('no platform is running; start one with `npm start`')
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
      throw new UsageError('FILE is required; mesh/istio/faults has the files')
    return printActiveFaults(await applyFaults(socket(), positionals), values.json)
  },
}

export const reset: Subcommand = {
  name: 'reset',
  usage: 'usage: stoa mesh reset [--json]\n\nDeactivates all faults. --json prints {"faults":[]}.',
  async run(args) {
    const { values } = parseArgs({ args, options: json })
    return printActiveFaults(await applyFaults(socket(), []), values.json)
  },
}

export const faults: Subcommand = {
  name: 'faults',
  usage:
    'usage: stoa mesh faults [--json]\n\nLists the active faults. --json prints {"faults":[…]}.',
  async run(args) {
    const { values } = parseArgs({ args, options: json })
    return printActiveFaults(await readActiveFaults(socket()), values.json)
  },
}
