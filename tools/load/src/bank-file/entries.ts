import { currencies } from '@stoa/contracts'
import { CannotRun } from '@stoa/topology'
import { parseCsv } from './csv.ts'

export const columns = ['entry_reference', 'booked_on', 'amount', 'currency', 'remittance'] as const

export interface BankEntry {
  readonly entryReference: string
  readonly bookedOn: string
  readonly amountMinor: number
  readonly currency: string
  readonly remittance: string
}

/** `1250.5` is 125050 in a currency with two decimals. */
function minorOf(amount: string, currency: string, line: number): number {
  const digits = currencies.get(currency)?.digits
  if (digits === undefined)
    throw new CannotRun(`record ${line}: currency: expected one of ISO 4217, found ${currency}`)
  const parts = /^(-?)(\d{1,13})(?:\.(\d+))?$/.exec(amount)
  const decimals = parts?.[3] ?? ''
  if (!parts || decimals.length > digits)
    throw new CannotRun(
      `record ${line}: amount: expected a number with at most ${digits} decimals, found ${amount}`,
    )
  const minor = Number(`${parts[2]}${decimals.padEnd(digits, '0')}`)
  return parts[1] && minor > 0 ? -minor : minor
}

/** The entries of a bank file. Throws CannotRun with the record and the field when it is not one. */
export function entriesOf(text: string): BankEntry[] {
  const [header = [], ...records] = parseCsv(text)
  if (header.join() !== columns.join())
    throw new CannotRun(
      `expected the header ${columns.join()}, found ${header.join() || 'nothing'}`,
    )
  return records.map((record, index) => {
    const line = index + 2
    if (record.length !== columns.length)
      throw new CannotRun(
        `record ${line}: expected ${columns.length} fields, found ${record.length}`,
      )
    const [entryReference = '', bookedOn = '', amount = '', currency = '', text = ''] = record
    const remittance = text.replace(/\s+/g, ' ').trim() || '-'
    const amountMinor = minorOf(amount.trim(), currency.trim(), line)
    return { entryReference, bookedOn, amountMinor, currency: currency.trim(), remittance }
  })
}
