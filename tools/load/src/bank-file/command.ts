import { readFile } from 'node:fs/promises'
import { CannotRun, type Command } from '@stoa/topology'
import type { Edge } from '../edge/edge.ts'
import { requestJson } from '../edge/request-json.ts'
import { parseOptions, printLine } from '../options.ts'
import { clusterOptions, clusterUsage } from '../staff/cluster-options.ts'
import { type OpenClusterEdge, withEdge } from '../staff/with-edge.ts'
import { closeEntry, closingOf } from './close.ts'
import { decode } from './decode.ts'
import { type BankFile, entriesOf } from './entries.ts'
import { describe, reportOf } from './report.ts'
import { sendEntries, type Unmatched } from './send.ts'

const usage = `usage: stoa bank-file FILE [options]
       stoa bank-file --unmatched [options]
       stoa bank-file --close REFERENCE --reason TEXT [options]

Books what trade customers paid. FILE is an ISO 20022 statement (camt.053) or a
CSV with this header; a movement is booked once by its reference, to the account
whose customer, or an order of whose, the remittance names:

  entry_reference,booked_on,amount,currency,remittance
  B-1,2026-06-01,1250.00,GBP,"invoices of May, ann"

The whole file is checked before anything is sent. Movements that were not
received, that the bank has not booked yet and reversals are left out and
listed. Entries that name no account or several, or are of another currency,
are kept with their reason until they are recorded by hand, sent again and
booked, or closed.

options:
  --unmatched      list the entries that are neither booked nor closed
  --close REFERENCE
                   take an entry off that list without booking it
  --reason TEXT    with --close: why it is not booked
  --booked-on DAY, --amount-minor N
                   with --close: which of several entries with the reference
  --as NAME        the name to record them as (default finance)
  --encoding NAME  the encoding of FILE (default: that of the XML, or utf-8)
  --json           print {"booked","repeated","unmatched":[{"entryReference",
                   "bookedOn","amountMinor","currency","remittance","reason"}],
                   "leftOut":[…]}; with --unmatched {"entries":[…]};
                   not with --close
  --help           print this text

${clusterUsage}

examples:
  npx stoa bank-file movements.csv
  npx stoa bank-file --close B-1002 --reason 'sent back on 3 June'

exit status:
  0  every entry is booked; with --close: the entry is closed
  1  some are not, or a movement was reversed; with --close: it is not on the
     list, or several are
  2  wrong arguments or file, or the platform is not running or does not answer`

const types = {
  unmatched: { type: 'boolean' },
  close: { type: 'string' },
  reason: { type: 'string' },
  'booked-on': { type: 'string' },
  'amount-minor': { type: 'string' },
  as: { type: 'string' },
  encoding: { type: 'string' },
  json: { type: 'boolean' },
  ...clusterOptions,
} as const

async function run(args: readonly string[], open: OpenClusterEdge): Promise<number> {
  const options = parseOptions(args, types, { allowPositionals: true })
  const [path, ...others] = options.positionals
  const closing = closingOf(options)
  const jobs = [path !== undefined, options.flag('unmatched'), closing !== undefined]
  if (jobs.filter(Boolean).length !== 1 || others.length > 0)
    throw new CannotRun('expected one FILE, --unmatched or --close')
  const file = path === undefined ? undefined : await readBankFile(path, options.text('encoding'))
  return withEdge(options, open, async (edge) => {
    const token = await edge.token(options.text('as') ?? 'finance', 'finance')
    const asJson = options.flag('json')
    if (closing) return closeEntry(edge, token, closing)
    return file ? book(edge, token, file, asJson) : list(edge, token, asJson)
  })
}

async function readBankFile(path: string, encoding: string | undefined): Promise<BankFile> {
  const bytes = await readFile(path).catch((error: Error) => {
    throw new CannotRun(`the file cannot be read: ${error.message}`, { cause: error })
  })
  return entriesOf(decode(bytes, encoding))
}

async function book(edge: Edge, token: string, file: BankFile, asJson: boolean): Promise<number> {
  const { leftOut } = file
  const recorded = await sendEntries(edge, token, file.entries)
  const { lines, exitStatus } = reportOf(recorded, leftOut)
  if (asJson) printLine(JSON.stringify({ ...recorded, leftOut }))
  else for (const line of lines) printLine(line)
  return exitStatus
}

async function list(edge: Edge, token: string, asJson: boolean): Promise<number> {
  const request = { method: 'GET', path: '/v1/bank-entries?limit=1000', token } as const
  const answer = await requestJson<{ readonly entries: readonly Unmatched[] }>(edge, request)
  if (asJson) printLine(JSON.stringify(answer))
  else for (const one of answer.entries) printLine(describe(one))
  return answer.entries.length > 0 ? 1 : 0
}

export const bankFileCommand = (open: OpenClusterEdge): Command => ({
  name: 'bank-file',
  summary: 'book what trade customers paid, from a file of the bank',
  usage,
  run: (args) => run(args, open),
})
