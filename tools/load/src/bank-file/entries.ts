import { bankEntry, currencies } from '@stoa/contracts'
import { CannotRun } from '@stoa/topology'
import type { z } from 'zod'
import { readCamt053 } from './camt053.ts'
import { readCsv } from './csv.ts'
import type { LeftOutReason, Movement } from './movement.ts'

export type BankEntry = z.infer<typeof bankEntry>

export interface BankFile {
  readonly entries: readonly { readonly line: number; readonly entry: BankEntry }[]
  /** Movements that can pay no invoice. */
  readonly leftOut: readonly (BankEntry & { readonly reason: LeftOutReason })[]
}

/** `1250.5` is 125050 in a currency with two decimals; a text when it is no such amount. */
function minorOf(amount: string, currency: string): number | string {
  const digits = currencies.get(currency)?.digits
  if (digits === undefined) return 'currency: must be an ISO 4217 currency code, for example GBP'
  const [, sign, whole, fraction = ''] = /^(-?)(\d{1,18})(?:\.(\d+))?$/.exec(amount) ?? []
  const decimals = fraction.replace(/0+$/, '').padEnd(digits, '0')
  if (whole === undefined || decimals.length > digits)
    return `amount: expected a number with at most ${digits} decimals, found ${amount || 'nothing'}`
  const minor = Number(`${whole}${decimals}`)
  return sign && minor > 0 ? -minor : minor
}

/** The entry of a movement, or its faults. */
function entryOf(movement: Movement): BankEntry | string[] {
  const { line, reference, bookedOn, currency, leftOut } = movement
  const amountMinor = minorOf(movement.amount, currency)
  if (typeof amountMinor === 'string') return [`line ${line}: ${amountMinor}`]
  const remittance = movement.remittance.replace(/\s+/g, ' ').trim() || '-'
  const entry = { entryReference: reference, bookedOn, amountMinor, currency, remittance }
  const isLeftOut = leftOut !== undefined || amountMinor <= 0
  if (isLeftOut) return entry
  const { data, error } = bankEntry.safeParse(entry)
  return (
    data ??
    (error?.issues ?? []).map(({ path, message }) => `line ${line}: ${nameOf(path)}: ${message}`)
  )
}

const fieldNames: Readonly<Record<string, string>> = {
  ...{ entryReference: 'reference', bookedOn: 'day', amountMinor: 'amount' },
}
const nameOf = ([field]: readonly PropertyKey[]) => fieldNames[String(field)] ?? String(field)

const shownFaults = 20

function refuse(faults: readonly string[]): never {
  const shown = faults.slice(0, shownFaults)
  const more = faults.length - shown.length
  const lines = more > 0 ? [...shown, `and ${more} more`] : shown
  throw new CannotRun(`nothing was sent:\n${lines.map((line) => `  ${line}`).join('\n')}`)
}

/** The entries of a CSV or a camt.053 statement. Throws CannotRun with the line of each fault. */
export function entriesOf(text: string): BankFile {
  const movements = /^\s*</.test(text) ? readCamt053(text) : readCsv(text)
  const faults: string[] = []
  const lines = new Map<string, number>()
  const entries: { line: number; entry: BankEntry }[] = []
  const leftOut: (BankEntry & { reason: LeftOutReason })[] = []
  for (const movement of movements) {
    const { line } = movement
    const entry = entryOf(movement)
    if (Array.isArray(entry)) {
      faults.push(...entry)
      continue
    }
    const reason = movement.leftOut ?? (entry.amountMinor <= 0 ? 'not_received' : undefined)
    if (reason) {
      leftOut.push({ ...entry, reason })
      continue
    }
    const first = lines.get(entry.entryReference)
    if (first !== undefined)
      faults.push(`line ${line}: reference: ${entry.entryReference} is that of line ${first}`)
    lines.set(entry.entryReference, first ?? line)
    entries.push({ line, entry })
  }
  if (faults.length > 0) refuse(faults)
  return { entries, leftOut }
}
