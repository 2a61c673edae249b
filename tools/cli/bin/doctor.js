import { parseArgs } from 'node:util'
import { diagnose } from '../../run/bin/diagnose.js'
import { root } from '../../run/bin/ensure.js'
import { clusterRefusal } from './in-a-cluster.js'

export const doctorUsage = `usage: stoa doctor [--json]

Checks that this machine has what the platform needs, and says how to get what
is missing. Works before anything is installed, and changes nothing.

  ok       found
  fetched  missing; the next npm start fetches it
  absent   missing; the platform starts without it
  missing  install it yourself

options:
  --json  print {"ok","checks":[{"name","state","detail","bring"}]}
  --help  print this text

example:
  npx stoa doctor

exit status:
  0  everything was found, or npm start will fetch it
  1  something must be installed by hand
  2  wrong arguments`

const labels = { installed: 'ok', installable: 'fetched', optional: 'absent', missing: 'missing' }
const labelWidth = 9
const nameWidth = 14

/** The names in the output of `--json`. */
const jsonStates = {
  installed: 'there',
  installable: 'fetched',
  optional: 'absent',
  missing: 'missing',
}
export const toJson = ({ state, remedy, ...check }) => ({
  ...check,
  state: jsonStates[state],
  ...(remedy ? { bring: remedy } : {}),
})

/** @param {string[]} args @returns {Promise<number>} the exit status */
export async function doctor(args) {
  const refusal = clusterRefusal('doctor', args)
  if (refusal !== undefined) {
    process.stderr.write(`${refusal}\n`)
    return 2
  }
  let values
  try {
    values = parseArgs({
      args,
      options: {
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    process.stderr.write(`stoa doctor: ${error.message}\nRun \`npx stoa doctor --help\`.\n`)
    return 2
  }
  if (values.help) {
    process.stdout.write(`${doctorUsage}\n`)
    return 0
  }
  const checks = await diagnose(root)
  const ok = checks.every(({ state }) => state !== 'missing')
  process.stdout.write(
    values.json ? `${JSON.stringify({ ok, checks: checks.map(toJson) })}\n` : tableOf(checks),
  )
  return ok ? 0 : 1
}

/** A line for each check, and one that says how to get what is missing. */
export const tableOf = (checks) =>
  checks
    .map(({ name, state, detail, remedy }) => {
      const line = `${labels[state].padEnd(labelWidth)}${name.padEnd(nameWidth)}${detail}\n`
      return remedy ? `${line}${' '.repeat(labelWidth + nameWidth)}to get it: ${remedy}\n` : line
    })
    .join('')
