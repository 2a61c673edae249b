import { CannotRun } from '@stoa/topology'
import { CsvError, parse } from 'csv-parse/sync'
import type { Movement } from './movement.ts'

const columns = ['entry_reference', 'booked_on', 'amount', 'currency', 'remittance'] as const
type Column = (typeof columns)[number]

interface CsvRecord {
  /** The first line of the record in the file, from 1. */
  readonly line: number
  readonly fields: readonly string[]
}

const delimiterOf = (text: string): string => {
  const header = text.slice(0, Math.max(text.indexOf('\n'), 0) || undefined)
  return [';', '\t'].find((one) => header.includes(one)) ?? ','
}

function recordsOf(text: string, delimiter: string): CsvRecord[] {
  const records: CsvRecord[] = []
  let last = 0
  try {
    parse(text, {
      ...{ delimiter, record_delimiter: '\n', relax_column_count: true, skip_empty_lines: true },
      on_record: (fields: string[], { lines }) => {
        last = lines
        records.push({ fields, line: lines - fields.join('').split('\n').length + 1 })
        return null
      },
    })
    return records
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new CannotRun(faultOf(error, last + 1), { cause: error })
  }
}

function faultOf(error: CsvError, open: number): string {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return `line ${open}: a field in double quotes does not end before the end of the file`
    case 'INVALID_OPENING_QUOTE':
      return `line ${error.lines}: a field that contains a double quote must stand in double quotes, and the quote be doubled`
    case 'CSV_INVALID_CLOSING_QUOTE':
      return `line ${error.lines}: expected the end of a field after its closing double quote; double a quote inside a field`
    default:
      return `line ${error.lines}: ${error.message}`
  }
}

/** The movements of a CSV with a header. Delimiter: comma, semicolon or tab; with the last two, amounts may have a decimal comma. */
export function readCsv(source: string): Movement[] {
  const text = source.replace(/\r\n?/g, '\n')
  const delimiter = delimiterOf(text)
  const [header, ...records] = recordsOf(text, delimiter)
  const names = header?.fields.map((name) => name.trim().toLowerCase()) ?? []
  const missing = columns.filter((column) => !names.includes(column))
  const unknown = names.filter((name) => !columns.some((column) => column === name))
  const isRight = missing.length === 0 && names.length === columns.length
  if (!isRight)
    throw new CannotRun(
      `line ${header?.line ?? 1}: expected a header with the columns ${columns.join()}; missing: ${missing.join() || 'none'}, unknown: ${unknown.join() || 'none'}`,
    )
  return records.map(({ fields, line }) => {
    if (fields.length !== columns.length)
      throw new CannotRun(`line ${line}: expected ${columns.length} fields, found ${fields.length}`)
    const field = (column: Column): string => fields[names.indexOf(column)]?.trim() ?? ''
    const amount = field('amount')
    return {
      ...{ line, reference: field('entry_reference'), bookedOn: field('booked_on') },
      ...{ currency: field('currency'), remittance: field('remittance') },
      amount: delimiter === ',' ? amount : amount.replace(',', '.'),
    }
  })
}
