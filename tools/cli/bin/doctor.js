import { parseArgs } from 'node:util'
import { diagnose } from '../../run/bin/diagnose.js'
import { root } from '../../run/bin/ensure.js'

export const doctorUsage = `usage: stoa doctor [--json]

Checks every prerequisite and names the remedy for what is missing. Changes nothing.

exit status: 0 all are installed or npm start installs them, 1 some must be installed by hand, 2 wrong arguments`

const marks = { installed: 'ok', installable: '--', missing: '!!' }

/** Names that `--json` has always used. */
const jsonStates = { installed: 'there', installable: 'fetched', missing: 'missing' }
const toJson = ({ state, remedy, ...check }) => ({
  ...check,
  state: jsonStates[state],
  ...(remedy ? { bring: remedy } : {}),
})

/** @param {string[]} args @returns {Promise<number>} the exit status */
export async function doctor(args) {
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
    process.stderr.write(`${error.message}\n\n${doctorUsage}\n`)
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

const tableOf = (checks) =>
  checks
    .map(
      ({ name, state, detail, remedy }) =>
        `${marks[state]}  ${name.padEnd(14)} ${detail}\n${remedy ? `    ${''.padEnd(14)} → ${remedy}\n` : ''}`,
    )
    .join('')
