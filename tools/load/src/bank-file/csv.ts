import { CannotRun } from '@stoa/topology'

/** The records of a CSV text (RFC 4180): commas, CRLF or LF, fields in double quotes where needed. */
export function parseCsv(text: string): string[][] {
  const records: string[][] = []
  let record: string[] = []
  let line = 1
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y
  const content = text.replace(/^\ufeff/, '')
  while (field.lastIndex < content.length) {
    const found = field.exec(content)
    if (!found) throw new CannotRun(`line ${line}: expected a field in double quotes to end`)
    const [whole, quoted, plain = '', end] = found
    record.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    line += whole.split('\n').length - 1
    if (end === ',' && field.lastIndex < content.length) continue
    if (end === ',') record.push('')
    records.push(record)
    record = []
  }
  return records.filter((one) => one.length > 1 || one[0] !== '')
}
