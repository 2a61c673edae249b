import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse'
import { openPlan, type Plan } from './trade/plan.ts'
import { type RawRow, readRow } from './trade/row.ts'

const columns = ['InvoiceNo', 'StockCode', 'Quantity', 'UnitPrice', 'CustomerID']

export class NotOnlineRetail extends Error {}

/** Reads a .csv or .csv.gz row by row, only as far as the wanted number of invoices; throws NotOnlineRetail. */
export async function readPlan(file: string, maxInvoices: number): Promise<Plan> {
  const plan = openPlan(maxInvoices)
  const source = createReadStream(file)
  const text = file.endsWith('.gz') ? source.pipe(createGunzip()) : source
  const parser = parse({ columns: true, bom: true, skip_empty_lines: true })
  for (const stream of [source, text]) stream.on('error', (error) => parser.destroy(error))
  let checked = false
  for await (const raw of text.pipe(parser) as AsyncIterable<RawRow>) {
    const missing = checked ? undefined : columns.find((column) => !(column in raw))
    if (missing) throw new NotOnlineRetail(`${file} has no column ${missing}`)
    checked = true
    if (!plan.add(readRow(raw), raw.InvoiceNo)) break
  }
  source.destroy()
  return plan.finish()
}
