import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse'
import { createPlanBuilder, type Plan } from './trade/plan.ts'
import { type RawRow, readRow } from './trade/row.ts'

const requiredColumns = ['InvoiceNo', 'StockCode', 'Quantity', 'UnitPrice', 'CustomerID']

/** The file is not in the format of the Online Retail data set. */
export class NotOnlineRetail extends Error {}

/** Reads a .csv or .csv.gz file, as far as `maxInvoices` need. @throws NotOnlineRetail */
export async function readPlan(file: string, maxInvoices: number): Promise<Plan> {
  const builder = createPlanBuilder(maxInvoices)
  const source = createReadStream(file)
  const text = file.endsWith('.gz') ? source.pipe(createGunzip()) : source
  const parser = parse({ columns: true, bom: true, skip_empty_lines: true })
  for (const stream of [source, text]) stream.on('error', (error) => parser.destroy(error))
  let checked = false
  for await (const raw of text.pipe(parser) as AsyncIterable<RawRow>) {
    const missing = checked ? undefined : requiredColumns.find((column) => !(column in raw))
    if (missing)
      throw new NotOnlineRetail(
        `${file}: expected the Online Retail format, found no column ${missing}`,
      )
    checked = true
    if (!builder.add(readRow(raw), raw.InvoiceNo)) break
  }
  source.destroy()
  return builder.build()
}
