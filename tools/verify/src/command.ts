import { parseOptions } from '@stoa/load'
import type { Command } from '@stoa/topology'
import { openVerifyInputs } from './open-inputs.ts'
import { printVerified } from './print-verified.ts'

const usage = `usage: stoa verify [options]

Checks invariants I1 to I11: that no order was lost, duplicated or left half
done. Reads the services' databases, the broker, and the histories that clients
recorded: every one in .stoa/history that is newer than the data. A suspected
violation counts only if several later checks confirm it, so that orders in
progress are not reported.

options:
  --history FILE      read this history instead; can be repeated
  --within-seconds S  an order without events for longer than this must be
                      shipped or cancelled (default 60)
  --json              print {"violations","invariants":[{"id","summary",
                      "checked","violations","examples","notes"}]} as one line,
                      or {"error"} when it cannot check
  --help              print this text

example:
  npx stoa verify

exit status:
  0  no invariant is violated
  1  an invariant is violated
  2  wrong arguments, or the data could not be read`

const types = {
  history: { type: 'string', multiple: true },
  'within-seconds': { type: 'string' },
  json: { type: 'boolean' },
} as const

async function run(args: readonly string[]): Promise<number> {
  const options = parseOptions(args, types)
  const withinSeconds = options.number('within-seconds', 60)
  const historyFiles = options.texts('history')
  const json = options.flag('json')
  return printVerified(
    () => openVerifyInputs({ ...(historyFiles && { historyFiles }), withinSeconds }),
    json,
  )
}

export const verifyCommand: Command = {
  name: 'verify',
  summary: 'check that no order was lost, duplicated or left half done',
  ...{ usage, run },
}
