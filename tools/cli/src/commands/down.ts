import { parseArgs } from 'node:util'
import { endLeftovers, isStill, signal, until } from '@stoa/run'
import { type Command, homeOf, readState } from '@stoa/topology'

const stopWithinMs = 60_000

export const down: Command = {
  name: 'down',
  summary: 'stop the platform',
  usage: `usage: stoa down [--json]

Stops the runner with all processes that it started, and processes that an
earlier runner left behind when it was killed. Data is kept.

options:
  --json  print {"stopped":true,"runner":4711,"leftovers":[]}; runner is null
          when none was running
  --help  print this text

example:
  npx stoa down

exit status:
  0  no process of the platform is running any more
  1  a process could not be stopped
  2  wrong arguments`,
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
        : sentences(runner, leftovers, home),
    )
    return 0
  },
}

function sentences(runner: number | null, leftovers: readonly string[], home: string): string {
  const lines = [
    ...(runner === null ? [] : [`stopped the runner (pid ${runner}) and every process it started`]),
    ...(leftovers.length === 0
      ? []
      : [`stopped what an earlier runner left behind: ${leftovers.join(', ')}`]),
  ]
  return lines.length > 0 ? `${lines.join('\n')}\n` : `no platform is running in ${home}\n`
}
