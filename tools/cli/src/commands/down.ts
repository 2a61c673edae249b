import { parseArgs } from 'node:util'
import { endLeftovers, isStill, signal, until } from '@stoa/run'
import { type Command, homeOf, readState } from '@stoa/topology'

const stopWithinMs = 60_000

export const down: Command = {
  name: 'down',
  summary: 'stop everything that runs',
  usage: `usage: stoa down [--json]

Stops the runner and all that it started, and what a killed runner left behind.

  --json   print {"stopped":true,"runner":4711,"leftovers":[]}; runner is null when none ran

exit status: 0 nothing runs any more, 1 something could not be stopped, 2 wrong arguments`,
  async run(args) {
    const { values } = parseArgs({ args, options: { json: { type: 'boolean' } } })
    const home = homeOf(process.env)
    const state = readState(home)
    const runner = state && isStill(state) ? state.pid : null
    if (state && runner !== null) {
      signal(runner, 'SIGTERM')
      await until(`the end of the runner (pid ${runner})`, () => !isStill(state), stopWithinMs)
    }
    const leftovers = await endLeftovers(home)
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ stopped: true, runner, leftovers })}\n`
        : `${sentence(runner, leftovers)}\n`,
    )
    return 0
  },
}

function sentence(runner: number | null, leftovers: readonly string[]): string {
  const ended =
    leftovers.length > 0 ? `ended what an earlier run left: ${leftovers.join(', ')}` : ''
  if (runner !== null)
    return [`stopped the runner (pid ${runner}) and all it started`, ended]
      .filter(Boolean)
      .join('; ')
  return ended || 'nothing runs'
}
