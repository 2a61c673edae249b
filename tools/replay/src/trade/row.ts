/** A row of an Online Retail file, as it is in the file. */
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
  /** Whether the row is of a credit note, which refunds goods invoiced earlier. */
  readonly isCredit: boolean
  readonly sku: string
  readonly name: string
  /** Units; positive in a credit note as well. */
  readonly quantity: number
  readonly unitPriceMinor: number
  readonly customerId: string
  readonly country: string
}

/** Why a row was skipped, in whole or in part. */
export type SkipReason =
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

const notGoods: Readonly<Record<string, SkipReason>> = {
  ...{ POST: 'postage', DOT: 'postage', C2: 'postage' },
  ...{ 'BANK CHARGES': 'fee', AMAZONFEE: 'fee' },
  ...{ D: 'discount', M: 'manual', S: 'sample', B: 'adjustment', CRUK: 'charity' },
}

const skuPattern = /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}$/
const customerPattern = /^[0-9]{1,12}(\.0)?$/
const pricePattern = /^-?\d+(\.\d+)?$/

/** A price in pence, computed without floating-point fractions; undefined when it has a fraction of a penny. */
export function penceOf(price: string): number | undefined {
  const [whole = '', fraction = ''] = price.replace('-', '').split('.')
  if (/[^0]/.test(fraction.slice(2))) return undefined
  const pence = Number(whole) * 100 + Number(fraction.slice(0, 2).padEnd(2, '0'))
  return price.startsWith('-') ? -pence : pence
}

/** Parses a row; returns the reason to skip it when it is no sale of goods to a known customer, nor a credit for one. */
export function readRow(raw: RawRow): Row | SkipReason {
  const sku = raw.StockCode.trim().toUpperCase()
  const invoice = raw.InvoiceNo.trim()
  const isCredit = invoice.startsWith('C')
  if (invoice.startsWith('A')) return 'adjustment'
  const reason = notGoods[sku]
  if (reason) return reason
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
