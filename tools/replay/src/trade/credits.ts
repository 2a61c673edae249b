import type { Reason, Row } from './row.ts'

export interface RefundOf {
  /** The invoice that is paid back in part. */
  readonly invoice: string
  readonly amountMinor: number
}

interface Left {
  readonly invoice: string
  readonly unitPriceMinor: number
  quantity: number
}

interface InvoicedLine {
  readonly sku: string
  readonly quantity: number
  readonly unitPriceMinor: number
}

export interface Credits {
  invoiced(invoice: string, customerId: string, lines: readonly InvoicedLine[]): void
  /** The refunds that a line of a credit note makes, and why not all of it, if so. */
  credit(row: Row): { readonly matched: readonly RefundOf[]; readonly refused?: Reason }
}

/**
 * Finds for each credited line what it pays back: the same customer's earlier lines of that SKU, those at the
 * same price first, the newest first, no more pieces than are left and never more for a piece than was paid.
 */
export function openCredits(): Credits {
  const byBuyer = new Map<string, Left[]>()
  const keyOf = (customerId: string, sku: string) => `${customerId} ${sku}`

  return {
    invoiced(invoice, customerId, lines) {
      for (const { sku, quantity, unitPriceMinor } of lines) {
        const key = keyOf(customerId, sku)
        byBuyer.set(key, [...(byBuyer.get(key) ?? []), { invoice, unitPriceMinor, quantity }])
      }
    },

    credit({ customerId, sku, quantity, unitPriceMinor }) {
      const earlier = byBuyer.get(keyOf(customerId, sku)) ?? []
      const left = earlier.filter((one) => one.quantity > 0).reverse()
      const isSame = (one: Left) => one.unitPriceMinor === unitPriceMinor
      const inOrder = [...left.filter(isSame), ...left.filter((one) => !isSame(one))]
      const matched: RefundOf[] = []
      let wanted = quantity
      let dearer = false
      for (const one of inOrder) {
        if (wanted === 0) break
        const taken = Math.min(wanted, one.quantity)
        const pieceMinor = Math.min(unitPriceMinor, one.unitPriceMinor)
        dearer ||= pieceMinor < unitPriceMinor
        one.quantity -= taken
        wanted -= taken
        matched.push({ invoice: one.invoice, amountMinor: taken * pieceMinor })
      }
      if (matched.length === 0) return { matched, refused: 'credit_without_earlier_invoice' }
      return wanted > 0 || dearer ? { matched, refused: 'credit_beyond_its_invoice' } : { matched }
    },
  }
}
