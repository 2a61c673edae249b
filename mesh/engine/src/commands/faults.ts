import { parseArgs } from 'node:util'
import { homeOf, readState } from '@stoa/topology'
import { MeshError } from '../model/problem.ts'
import { applyFaults, type FaultsAnswer, readFaultsInForce } from '../serve/faults-client.ts'
import { type Subcommand, UsageError } from './subcommand.ts'

const json = { json: { type: 'boolean', default: false } } as const

const socket = (): string => {
  const { meshSocket } = readState(homeOf(process.env)) ?? {}
  if (meshSocket) return meshSocket
  throw new UsageError('no platform runs here: `npm start` starts one')
}

function printActiveFaults(answer: FaultsAnswer, asJson: boolean): number {
  if ('problems' in answer) throw new MeshError(answer.problems)
  const { faults } = answer
  const text = faults.length === 0 ? 'no faults are in force' : `in force: ${faults.join(', ')}`
  process.stdout.write(`${asJson ? JSON.stringify({ faults }) : text}\n`)
  return 0
}

export const apply: Subcommand = {
  name: 'apply',
  usage: `usage: stoa mesh apply FILE... [--json]

Puts faults in force on the running platform, in place of those before: files of mesh/istio/faults by their name, or any
by its path. They stay until \`stoa mesh reset\`, or until the platform stops. --json prints {"faults":[…]}.

exit status: 0, or 2 when nothing runs, or a file is refused; then nothing changes`,
  async run(args) {
    const { values, positionals } = parseArgs({ args, options: json, allowPositionals: true })
    if (positionals.length === 0) throw new UsageError('which files? `ls mesh/istio/faults`')
    return printActiveFaults(await applyFaults(socket(), positionals), values.json)
  },
}

export const reset: Subcommand = {
  name: 'reset',
  usage: 'usage: stoa mesh reset [--json]\n\nTakes all faults back. --json prints {"faults":[]}.',
  async run(args) {
    const { values } = parseArgs({ args, options: json })
    return printActiveFaults(await applyFaults(socket(), []), values.json)
  },
}

export const faults: Subcommand = {
  name: 'faults',
  usage:
    'usage: stoa mesh faults [--json]\n\nTells which faults are in force. --json prints {"faults":[…]}.',
  async run(args) {
    const { values } = parseArgs({ args, options: json })
    return printActiveFaults(await readFaultsInForce(socket()), values.json)
  },
}
