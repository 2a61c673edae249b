import { createCreditMatcher, type Refund } from './match-credits.ts'
import type { Row, SkipReason } from './row.ts'

export interface Line {
  readonly sku: string
  readonly quantity: number
  readonly unitPriceMinor: number
}

export interface Invoice {
  readonly kind: 'invoice'
  readonly invoice: string
  readonly customerId: string
  readonly country: string
  readonly lines: readonly Line[]
  readonly totalMinor: number
}

export interface CreditNote {
  readonly kind: 'credit'
  /** The number of the credit note. */
  readonly invoice: string
  readonly customerId: string
  readonly refunds: readonly Refund[]
}

export type Step = Invoice | CreditNote

/** What replaying a file will do, decided before anything is sent. */
export interface Plan {
  readonly steps: readonly Step[]
  readonly products: ReadonlyMap<string, { readonly name: string; readonly priceMinor: number }>
  /** Units of each SKU that all invoices together need. */
  readonly units: ReadonlyMap<string, number>
  readonly customers: ReadonlySet<string>
  /** Number of rows skipped in whole or in part, by reason. */
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>
}

export interface PlanBuilder {
  /** Returns false when the plan is full; this row and all later ones are not part of it then. */
  add(row: Row | SkipReason, invoice: string): boolean
  build(): Plan
}

/** Merges lines of the same SKU and price. */
function mergeLines(rows: readonly Line[]): Line[] {
  const lines = new Map<string, Line>()
  for (const { sku, quantity, unitPriceMinor } of rows) {
    const key = `${sku} ${unitPriceMinor}`
    const earlier = lines.get(key)?.quantity ?? 0
    lines.set(key, { sku, quantity: earlier + quantity, unitPriceMinor })
  }
  return [...lines.values()]
}

/** Rows of invoices written at the same time are interleaved in the file: of up to this many. */
const maxInterleaved = 3

/** Builds a plan from the rows of a file, added in their order, up to `maxInvoices` invoices. */
export function createPlanBuilder(maxInvoices: number): PlanBuilder {
  const steps: Step[] = []
  const products = new Map<string, { name: string; priceMinor: number }>()
  const units = new Map<string, number>()
  const customers = new Set<string>()
  const skipped: Partial<Record<SkipReason, number>> = {}
  const creditMatcher = createCreditMatcher()
  const open = new Map<string, Row[]>()
  const closed = new Set<string>()
  const beyondLimit = new Set<string>()
  let invoices = 0

  const skip = (reason: SkipReason) => {
    skipped[reason] = (skipped[reason] ?? 0) + 1
  }

  const addInvoice = ({ invoice, customerId, country }: Row, rows: readonly Row[]) => {
    const lines = mergeLines(rows)
    const totalMinor = lines.reduce((sum, one) => sum + one.quantity * one.unitPriceMinor, 0)
    steps.push({ kind: 'invoice', invoice, customerId, country, lines, totalMinor })
    creditMatcher.addInvoice(invoice, customerId, lines)
    for (const { sku, quantity } of lines) units.set(sku, (units.get(sku) ?? 0) + quantity)
    for (const { sku, name, unitPriceMinor: priceMinor } of rows)
      products.set(sku, { name: products.get(sku)?.name || name, priceMinor })
    customers.add(customerId)
    invoices += 1
  }

  const addCredit = ({ invoice, customerId }: Row, rows: readonly Row[]) => {
    const amounts = new Map<string, number>()
    for (const row of rows) {
      const match = creditMatcher.match(row)
      if (match.skipped) skip(match.skipped)
      for (const { invoice: refunded, amountMinor } of match.refunds)
        amounts.set(refunded, (amounts.get(refunded) ?? 0) + amountMinor)
    }
    if (amounts.size === 0) return
    const refunds = [...amounts].map(([refunded, amountMinor]) => ({
      ...{ invoice: refunded, amountMinor },
    }))
    steps.push({ kind: 'credit', invoice, customerId, refunds })
  }

  const closeOldest = () => {
    const [oldest] = open
    if (!oldest) return
    const [invoice, rows] = oldest
    open.delete(invoice)
    closed.add(invoice)
    const [first] = rows
    if (first) (first.isCredit ? addCredit : addInvoice)(first, rows)
  }

  const plannedInvoices = () =>
    invoices + [...open.values()].filter(([first]) => first && !first.isCredit).length

  return {
    add(row, invoice) {
      if (closed.has(invoice)) {
        skip('scattered_invoice')
        return true
      }
      if (!open.has(invoice)) {
        if (plannedInvoices() >= maxInvoices) return beyondLimit.add(invoice).size < maxInterleaved
        open.set(invoice, [])
        if (open.size > maxInterleaved) closeOldest()
      }
      if (typeof row === 'string') skip(row)
      else open.get(invoice)?.push(row)
      return true
    },
    build() {
      while (open.size > 0) closeOldest()
      return { steps, products, units, customers, skipped }
    },
  }
}
