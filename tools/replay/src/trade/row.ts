/** A line of the Online Retail format as it stands in the file. */
export interface RawRow {
  readonly InvoiceNo: string
  readonly StockCode: string
  readonly Description: string
  readonly Quantity: string
  readonly UnitPrice: string
  readonly CustomerID: string
  readonly Country: string
}

export interface Row {
  readonly invoice: string
  /** A credit note gives money back for goods invoiced earlier. */
  readonly isCredit: boolean
  readonly sku: string
  readonly name: string
  /** Of a credit note as well: how many pieces. */
  readonly quantity: number
  readonly unitPriceMinor: number
  readonly customerId: string
  readonly country: string
}

export type Reason =
  | 'malformed'
  | 'adjustment'
  | 'postage'
  | 'fee'
  | 'discount'
  | 'manual'
  | 'sample'
  | 'gift_voucher'
  | 'charity'
  | 'no_customer'
  | 'negative_price'
  | 'zero_price'
  | 'fraction_of_a_penny'
  | 'quantity_not_positive'
  | 'credit_quantity_not_negative'
  | 'credit_without_earlier_invoice'
  | 'credit_beyond_its_invoice'
  | 'scattered_invoice'

const notGoods: Readonly<Record<string, Reason>> = {
  ...{ POST: 'postage', DOT: 'postage', C2: 'postage' },
  ...{ 'BANK CHARGES': 'fee', AMAZONFEE: 'fee' },
  ...{ D: 'discount', M: 'manual', S: 'sample', B: 'adjustment', CRUK: 'charity' },
}

const skuPattern = /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}$/
const customerPattern = /^[0-9]{1,12}(\.0)?$/
const pricePattern = /^-?\d+(\.\d+)?$/

/** Pence; undefined for a fraction of one. Exact: no number with a fraction is ever made. */
export function penceOf(price: string): number | undefined {
  const [whole = '', fraction = ''] = price.replace('-', '').split('.')
  if (/[^0]/.test(fraction.slice(2))) return undefined
  const pence = Number(whole) * 100 + Number(fraction.slice(0, 2).padEnd(2, '0'))
  return price.startsWith('-') ? -pence : pence
}

/** What a line trades, or why it is no trade. */
export function readRow(raw: RawRow): Row | Reason {
  const sku = raw.StockCode.trim().toUpperCase()
  const invoice = raw.InvoiceNo.trim()
  const isCredit = invoice.startsWith('C')
  if (invoice.startsWith('A')) return 'adjustment'
  const other = notGoods[sku]
  if (other) return other
  if (sku.startsWith('GIFT')) return 'gift_voucher'
  const quantity = Number(raw.Quantity)
  const price = raw.UnitPrice.trim()
  if (!/^C?\d+$/.test(invoice) || !skuPattern.test(sku)) return 'malformed'
  if (!Number.isSafeInteger(quantity) || raw.Quantity.trim() === '') return 'malformed'
  if (!pricePattern.test(price)) return 'malformed'
  if (raw.CustomerID.trim() === '') return 'no_customer'
  if (!customerPattern.test(raw.CustomerID.trim())) return 'malformed'
  if (price.startsWith('-')) return 'negative_price'
  const unitPriceMinor = penceOf(price)
  if (unitPriceMinor === undefined) return 'fraction_of_a_penny'
  if (unitPriceMinor === 0) return 'zero_price'
  if (isCredit && quantity >= 0) return 'credit_quantity_not_negative'
  if (!isCredit && quantity <= 0) return 'quantity_not_positive'
  return {
    ...{ invoice, isCredit, sku, unitPriceMinor, quantity: Math.abs(quantity) },
    name: raw.Description.trim(),
    customerId: raw.CustomerID.trim().replace(/\.0$/, ''),
    country: raw.Country.trim(),
  }
}
