import type { Edge } from '../edge/edge.ts'
import { EdgeError } from '../edge/edge-error.ts'
import { requestJson } from '../edge/request-json.ts'
import type { BankEntry, BankFile } from './entries.ts'

export interface Unmatched extends BankEntry {
  readonly reason: string
}
export interface Recorded {
  readonly booked: number
  readonly repeated: number
  readonly unmatched: readonly Unmatched[]
}

/** Entries of one request: it stays below the edge's 512 KiB. */
const batch = 200

/** Has the entries booked, a batch in a request. @throws EdgeError with lines of the file, and how many entries were sent before */
export async function sendEntries(
  edge: Pick<Edge, 'request'>,
  token: string,
  entries: BankFile['entries'],
): Promise<Recorded> {
  let recorded: Recorded = { booked: 0, repeated: 0, unmatched: [] }
  for (let from = 0; from < entries.length; from += batch) {
    const part = entries.slice(from, from + batch)
    const body = JSON.stringify({ entries: part.map(({ entry }) => entry) })
    const request = { method: 'POST', path: '/v1/bank-entries', token, body } as const
    const { booked, repeated, unmatched } = await requestJson<Recorded>(edge, request).catch(
      (error: unknown) => {
        throw error instanceof EdgeError ? namingLines(error, part, from, entries.length) : error
      },
    )
    recorded = {
      booked: recorded.booked + booked,
      repeated: recorded.repeated + repeated,
      unmatched: recorded.unmatched.concat(unmatched),
    }
  }
  return recorded
}

function namingLines(
  { message, status }: EdgeError,
  part: BankFile['entries'],
  sent: number,
  of: number,
): EdgeError {
  const named = message.replace(
    /\/entries\/(\d+)/g,
    (pointer, index) => `line ${part[Number(index)]?.line ?? pointer}`,
  )
  const before = `${sent} of ${of} entries were recorded; send the file again, an entry is booked once`
  return new EdgeError(`${named}\n${before}`, status)
}
