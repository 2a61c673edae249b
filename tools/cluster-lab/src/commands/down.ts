import { parseArgs } from 'node:util'
import { endLeftovers, isStill, signal, until } from '@stoa/run'
import { readState } from '@stoa/topology'
import { labHome } from '../places.ts'

const stopWithinMs = 60_000

/** Stops the lab, and processes that a killed one left behind. */
export async function down(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean', default: false } } })
  const home = labHome(process.env)
  const state = readState(home)
  const runner = state && isStill(state) ? state.pid : null
  if (state && runner !== null) {
    signal(runner, 'SIGTERM')
    await until(`the end of the lab (pid ${runner})`, () => !isStill(state), stopWithinMs)
  }
  const leftovers = await endLeftovers(home)
  const stopped =
    runner === null ? `no lab is running in ${home}` : `stopped the lab (pid ${runner})`
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ stopped: true, runner, leftovers })}\n`
      : `${[stopped, ...leftovers.map((name) => `stopped ${name}, left behind`)].join('\n')}\n`,
  )
  return 0
}
