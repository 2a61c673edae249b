import type { Row, SkipReason } from './row.ts'

export interface Refund {
  /** The invoice that is refunded in part. */
  readonly invoice: string
  readonly amountMinor: number
}

interface InvoicedLine {
  readonly sku: string
  readonly quantity: number
  readonly unitPriceMinor: number
}

interface RefundableLine {
  readonly invoice: string
  readonly unitPriceMinor: number
  /** Units not refunded yet. */
  quantity: number
}

export interface CreditMatcher {
  addInvoice(invoice: string, customerId: string, lines: readonly InvoicedLine[]): void
  /** The refunds that a row of a credit note makes; `skipped` says why they are not the whole row. */
  match(row: Row): { readonly refunds: readonly Refund[]; readonly skipped?: SkipReason }
}

/**
 * Matches rows of credit notes with earlier lines of the same customer and SKU: lines at the same price first, then
 * the newest first. No unit is refunded twice, nor for more than was paid for it.
 */
export function createCreditMatcher(): CreditMatcher {
  const linesByBuyer = new Map<string, RefundableLine[]>()
  const keyOf = (customerId: string, sku: string) => `${customerId} ${sku}`

  return {
    addInvoice(invoice, customerId, lines) {
      for (const { sku, quantity, unitPriceMinor } of lines) {
        const key = keyOf(customerId, sku)
        linesByBuyer.set(key, [
          ...(linesByBuyer.get(key) ?? []),
          { invoice, unitPriceMinor, quantity },
        ])
      }
    },

    match({ customerId, sku, quantity, unitPriceMinor }) {
      const lines = linesByBuyer.get(keyOf(customerId, sku)) ?? []
      const newestFirst = lines.filter((line) => line.quantity > 0).reverse()
      const atSamePrice = (line: RefundableLine) => line.unitPriceMinor === unitPriceMinor
      const candidates = [
        ...newestFirst.filter(atSamePrice),
        ...newestFirst.filter((line) => !atSamePrice(line)),
      ]
      const refunds: Refund[] = []
      let left = quantity
      let exceedsPrice = false
      for (const line of candidates) {
        if (left === 0) break
        const units = Math.min(left, line.quantity)
        const perUnitMinor = Math.min(unitPriceMinor, line.unitPriceMinor)
        exceedsPrice ||= perUnitMinor < unitPriceMinor
        line.quantity -= units
        left -= units
        refunds.push({ invoice: line.invoice, amountMinor: units * perUnitMinor })
      }
      if (refunds.length === 0) return { refunds, skipped: 'credit_without_earlier_invoice' }
      return left > 0 || exceedsPrice
        ? { refunds, skipped: 'credit_beyond_its_invoice' }
        : { refunds }
    },
  }
}
