import type { Databases } from '@stoa/verify'
import type { Plan } from './trade/plan.ts'

const netByOrder = `
  select t.order_id::text,
    sum(e.credit_minor - e.debit_minor) filter (where e.account in ('sales', 'refunds'))
  from ledger_transactions t join ledger_entries e on e.transaction_id = t.transaction_id
  where t.order_id = any($1::uuid[]) group by t.order_id`

export interface Comparison {
  /** Ledger less file. */
  readonly differenceMinor: number
  /** The invoices that differ, even when their differences cancel out. */
  readonly differing: readonly string[]
}

/** The net amount of each invoice in the file: its lines less its credit notes. */
export function netByInvoice(plan: Plan): Map<string, number> {
  const net = new Map<string, number>()
  for (const step of plan.steps) {
    if (step.kind === 'invoice') net.set(step.invoice, step.totalMinor)
    else
      for (const { invoice, amountMinor } of step.refunds)
        net.set(invoice, (net.get(invoice) ?? 0) - amountMinor)
  }
  return net
}

export function compareNets(
  file: ReadonlyMap<string, number>,
  ledger: ReadonlyMap<string, number>,
): Comparison {
  let differenceMinor = 0
  const differing: string[] = []
  for (const [invoice, expected] of file) {
    const difference = (ledger.get(invoice) ?? 0) - expected
    if (difference === 0) continue
    differing.push(invoice)
    differenceMinor += difference
  }
  return { differenceMinor, differing }
}

/** Compares sales less refunds of the replayed orders in the ledger with the file. */
export async function compareWithLedger(
  db: Databases,
  plan: Plan,
  orders: ReadonlyMap<string, string>,
): Promise<Comparison> {
  const rows = await db.rows('payments', netByOrder, [[...orders.values()]])
  const byOrder = new Map(rows.map(([orderId, net]) => [String(orderId), Number(net)]))
  const ledger = new Map(
    [...orders].map(([invoice, orderId]) => [invoice, byOrder.get(orderId) ?? 0]),
  )
  return compareNets(netByInvoice(plan), ledger)
}

export const inPounds = (minor: number): string => {
  const pence = String(Math.abs(minor)).padStart(3, '0')
  return `${minor < 0 ? '-' : ''}${pence.slice(0, -2)}.${pence.slice(-2)}`
}
