import type { StatusChange } from '@stoa/load'
import { customers } from './customers.ts'
import type { PlacedOrder, Targets } from './plans.ts'

interface Entry {
  readonly order: PlacedOrder
  confirmed: boolean
  end?: 'shipped' | 'cancelled'
}

export interface OrderBook extends Targets {
  accepted(order: PlacedOrder): void
  issued(customer: string, quote: string): void
  onChanges(changes: readonly StatusChange[]): void
  counts(): {
    accepted: number
    confirmed: number
    shipped: number
    cancelled: number
    open: number
  }
}

/** Follows accepted orders to their end, and offers them to later requests. */
export function openOrderBook(): OrderBook {
  const entries = new Map<string, Entry>()
  const early = new Map<string, StatusChange[]>()
  const quotes = new Map<string, string[]>()
  const shipped: PlacedOrder[] = []
  let newest: PlacedOrder | undefined
  let next = 0

  const apply = (entry: Entry, { status }: StatusChange) => {
    if (status !== 'cancelled') entry.confirmed = true
    if (status === 'confirmed' || status === 'ready') return
    entry.end = status
    if (status === 'shipped') shipped.push(entry.order)
  }
  const count = (test: (entry: Entry) => boolean) => [...entries.values()].filter(test).length

  return {
    accepted(order) {
      const entry: Entry = { order, confirmed: false }
      entries.set(order.orderId, entry)
      newest = order
      for (const change of early.get(order.orderId) ?? []) apply(entry, change)
      early.delete(order.orderId)
    },
    issued: (customer, quote) =>
      void quotes.set(customer, [...(quotes.get(customer) ?? []), quote]),
    onChanges(changes) {
      for (const change of changes) {
        const entry = entries.get(change.orderId)
        if (entry) apply(entry, change)
        else early.set(change.orderId, [...(early.get(change.orderId) ?? []), change])
      }
    },
    counts: () => ({
      accepted: entries.size,
      confirmed: count(({ confirmed }) => confirmed),
      shipped: count(({ end }) => end === 'shipped'),
      cancelled: count(({ end }) => end === 'cancelled'),
      open: count(({ end }) => end === undefined),
    }),
    customer: () => customers[next++ % customers.length] ?? '',
    quoteOf: (customer) => quotes.get(customer)?.pop(),
    fresh() {
      const order = newest
      newest = undefined
      return order
    },
    shipped: (carrier) => shipped.findLast((order) => !carrier || order.carrier === carrier),
  }
}
