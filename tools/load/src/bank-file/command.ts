import { readFile } from 'node:fs/promises'
import { CannotRun, type Command } from '@stoa/topology'
import { type Edge, openEdge } from '../edge/edge.ts'
import { requestJson } from '../edge/request-json.ts'
import { parseOptions, printLine } from '../options.ts'
import { readRunningPlatform } from '../platform.ts'
import { type BankEntry, entriesOf } from './entries.ts'

interface Unmatched extends BankEntry {
  readonly reason: string
}
interface Recorded {
  readonly booked: number
  readonly repeated: number
  readonly unmatched: readonly Unmatched[]
}

const usage = `usage: stoa bank-file FILE [options]
       stoa bank-file --unmatched [options]

Books what trade customers paid. FILE is a CSV (RFC 4180, UTF-8) with this
header; a movement is booked once by its reference, to the account whose
customer, or an order of whose, the remittance names:

  entry_reference,booked_on,amount,currency,remittance
  B-1,2026-06-01,1250.00,GBP,"invoices of May, ann"

Entries that name no account or several, of another currency, or that were not
received, are listed with their reason; they may be sent again.

options:
  --unmatched  list the entries that were never booked
  --as NAME    the name to record them as (default finance)
  --json       print {"booked","repeated","unmatched":[{"entryReference",
               "bookedOn","amountMinor","currency","remittance","reason"}]};
               with --unmatched {"entries":[…]}
  --help       print this text

example:
  npx stoa bank-file movements.csv

exit status:
  0  every entry is booked
  1  some are not
  2  wrong arguments or file, or the platform is not running or does not answer`

const types = {
  unmatched: { type: 'boolean' },
  as: { type: 'string' },
  json: { type: 'boolean' },
} as const

/** Entries of one request: it stays below the edge's 512 KiB. */
const batch = 200

async function send(edge: Edge, token: string, entries: readonly BankEntry[]): Promise<Recorded> {
  let all: Recorded = { booked: 0, repeated: 0, unmatched: [] }
  for (let from = 0; from < entries.length; from += batch) {
    const body = JSON.stringify({ entries: entries.slice(from, from + batch) })
    const request = { method: 'POST', path: '/v1/bank-entries', token, body } as const
    const { booked, repeated, unmatched } = await requestJson<Recorded>(edge, request)
    all = {
      booked: all.booked + booked,
      repeated: all.repeated + repeated,
      unmatched: [...all.unmatched, ...unmatched],
    }
  }
  return all
}

const describe = ({ entryReference, amountMinor, currency, remittance, reason }: Unmatched) =>
  `${entryReference}  ${reason}: ${amountMinor} ${currency} (minor units), ${remittance}`

async function run(args: readonly string[]): Promise<number> {
  const options = parseOptions(args, types, { allowPositionals: true })
  const [file, ...others] = options.positionals
  const listed = options.flag('unmatched')
  if (listed === (file !== undefined) || others.length > 0)
    throw new CannotRun('expected one FILE, or --unmatched')
  const text = file === undefined ? undefined : await readFile(file, 'utf8').catch(notRead)
  const entries = text === undefined ? undefined : entriesOf(text)
  const edge = openEdge(readRunningPlatform(), { connections: 1 })
  try {
    const token = await edge.token(options.text('as') ?? 'finance', 'finance')
    const path = '/v1/bank-entries?limit=1000'
    const answer = entries
      ? await send(edge, token, entries)
      : await requestJson<{ entries: Unmatched[] }>(edge, { method: 'GET', path, token })
    const unmatched = 'entries' in answer ? answer.entries : answer.unmatched
    if (options.flag('json')) printLine(JSON.stringify(answer))
    else {
      if ('booked' in answer)
        printLine(
          `${answer.booked} booked, ${answer.repeated} booked before, ${unmatched.length} not`,
        )
      for (const one of unmatched) printLine(describe(one))
    }
    return unmatched.length > 0 ? 1 : 0
  } finally {
    await edge.close()
  }
}

const notRead = (error: Error): never => {
  throw new CannotRun(`the file cannot be read: ${error.message}`, { cause: error })
}

export const bankFileCommand: Command = {
  name: 'bank-file',
  summary: 'book what trade customers paid, from a file of the bank',
  ...{ usage, run },
}
