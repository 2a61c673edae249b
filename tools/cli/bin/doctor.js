import { parseArgs } from 'node:util'
import { diagnose } from '../../run/bin/diagnose.js'
import { root } from '../../run/bin/ensure.js'

export const doctorUsage = `usage: stoa doctor [--json]

Tells what is there, what is missing and what brings it. Changes nothing.

exit status: 0 everything is there or comes with npm start, 1 something must be brought by hand, 2 wrong arguments`

const marks = { there: 'ok', fetched: '--', missing: '!!' }

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
  process.stdout.write(values.json ? `${JSON.stringify({ ok, checks })}\n` : tableOf(checks))
  return ok ? 0 : 1
}

const tableOf = (checks) =>
  checks
    .map(
      ({ name, state, detail, bring }) =>
        `${marks[state]}  ${name.padEnd(14)} ${detail}\n${bring ? `    ${''.padEnd(14)} → ${bring}\n` : ''}`,
    )
    .join('')
