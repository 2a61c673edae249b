import { openCredits, type RefundOf } from './credits.ts'
import type { Reason, Row } from './row.ts'

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

export interface Credit {
  readonly kind: 'credit'
  readonly invoice: string
  readonly customerId: string
  readonly refunds: readonly RefundOf[]
}

export type Step = Invoice | Credit

/** What is to be done for a file, decided before anything is done. */
export interface Plan {
  readonly steps: readonly Step[]
  readonly products: ReadonlyMap<string, { readonly name: string; readonly priceMinor: number }>
  /** Pieces of each SKU that all invoices together need. */
  readonly pieces: ReadonlyMap<string, number>
  readonly customers: ReadonlySet<string>
  readonly skipped: Readonly<Partial<Record<Reason, number>>>
}

export interface OpenPlan {
  /** False when the plan is full: this row and all later ones are not part of it. */
  add(row: Row | Reason, invoice: string): boolean
  finish(): Plan
}

/** Lines of one SKU at one price become one. */
export function mergeLines(rows: readonly Line[]): Line[] {
  const lines = new Map<string, Line>()
  for (const { sku, quantity, unitPriceMinor } of rows) {
    const key = `${sku} ${unitPriceMinor}`
    const known = lines.get(key)?.quantity ?? 0
    lines.set(key, { sku, quantity: known + quantity, unitPriceMinor })
  }
  return [...lines.values()]
}

/** The till wrote some invoices at the same time: rows of one may come after rows of so many others. */
const openAtOnce = 3

/** Takes the rows of a file in their order, until it has as many invoices as wanted. */
export function openPlan(maxInvoices: number): OpenPlan {
  const steps: Step[] = []
  const products = new Map<string, { name: string; priceMinor: number }>()
  const pieces = new Map<string, number>()
  const customers = new Set<string>()
  const skipped: Partial<Record<Reason, number>> = {}
  const credits = openCredits()
  const open = new Map<string, Row[]>()
  const closed = new Set<string>()
  const late = new Set<string>()
  let invoices = 0

  const skip = (reason: Reason) => {
    skipped[reason] = (skipped[reason] ?? 0) + 1
  }

  const addInvoice = ({ invoice, customerId, country }: Row, rows: readonly Row[]) => {
    const lines = mergeLines(rows)
    const totalMinor = lines.reduce((sum, one) => sum + one.quantity * one.unitPriceMinor, 0)
    steps.push({ kind: 'invoice', invoice, customerId, country, lines, totalMinor })
    credits.invoiced(invoice, customerId, lines)
    for (const { sku, quantity } of lines) pieces.set(sku, (pieces.get(sku) ?? 0) + quantity)
    for (const { sku, name, unitPriceMinor: priceMinor } of rows)
      products.set(sku, { name: products.get(sku)?.name || name, priceMinor })
    customers.add(customerId)
    invoices += 1
  }

  const addCredit = ({ invoice, customerId }: Row, rows: readonly Row[]) => {
    const refunds = new Map<string, number>()
    for (const row of rows) {
      const { matched, refused } = credits.credit(row)
      if (refused) skip(refused)
      for (const one of matched)
        refunds.set(one.invoice, (refunds.get(one.invoice) ?? 0) + one.amountMinor)
    }
    if (refunds.size === 0) return
    const each = [...refunds].map(([of, amountMinor]) => ({ invoice: of, amountMinor }))
    steps.push({ kind: 'credit', invoice, customerId, refunds: each })
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

  /** Invoices that are in the plan or will be. */
  const taken = () =>
    invoices + [...open.values()].filter(([first]) => first && !first.isCredit).length

  return {
    add(row, invoice) {
      if (closed.has(invoice)) {
        skip('scattered_invoice')
        return true
      }
      if (!open.has(invoice)) {
        if (taken() >= maxInvoices) return late.add(invoice).size < openAtOnce
        open.set(invoice, [])
        if (open.size > openAtOnce) closeOldest()
      }
      if (typeof row === 'string') skip(row)
      else open.get(invoice)?.push(row)
      return true
    },
    finish() {
      while (open.size > 0) closeOldest()
      return { steps, products, pieces, customers, skipped }
    },
  }
}
