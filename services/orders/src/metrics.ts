import type { Db } from '@stoa/postgres'
import { counter, gauge, histogram, parseTraceparent, readGauges } from '@stoa/service'
import { type AwaitedStep, awaitedSteps } from './awaited-step.ts'
import { type Verdict, verdicts } from './judgement.ts'
import { type Order, type OrderStatus, orderStatuses } from './order.ts'
import { cancelReasons, type Progress, type StepReply } from './progress.ts'
import { type StepName, stepNames } from './saga.ts'
import { countOpen } from './store/orders.ts'
import type { Database } from './tables.ts'

const judged = counter({
  name: 'checkout_orders_judged_total',
  help: 'Accepted orders by whether they were confirmed, or cancelled for a reason of business, in time; each once',
  labels: { verdict: verdicts },
})

const reasons = ['', ...cancelReasons]

const stateChanges = counter({
  name: 'orders_state_changes_total',
  help: 'Orders that reached a status; those that are cancelled with the reason',
  labels: { to: orderStatuses, reason: reasons },
  start: [
    ...['placed', 'confirmed', 'ready', 'shipped'].map((to) => ({ to, reason: '' })),
    ...cancelReasons.flatMap((reason) => [
      { to: 'cancelling', reason },
      { to: 'cancelled', reason },
    ]),
  ],
})

const confirmDuration = histogram({
  name: 'order_confirm_duration_seconds',
  help: 'Time from an accepted order to its confirmation',
  exemplars: true,
})

const labelOf = (step: StepName) => (step === 'handover' ? 'hand_over' : step)

const stepDuration = histogram({
  name: 'order_step_duration_seconds',
  help: 'Time from the request of a step to its first final reply',
  labels: { step: stepNames.map(labelOf) },
})

const open = { status: orderStatuses, step: awaitedSteps }

/** Exposed as 0 when no order waits there. */
const usualWaits: Readonly<Record<OrderStatus, readonly AwaitedStep[]>> = {
  placed: ['stock', 'money', 'shopper'],
  confirmed: ['parcel'],
  ready: ['hand_over'],
  shipped: ['capture', 'refund'],
  cancelling: ['undo_stock', 'undo_money', 'undo_parcel'],
  cancelled: [],
}

const openOrders = gauge({
  name: 'saga_open_orders',
  help: 'Orders that are neither shipped nor cancelled, or have a capture or a refund pending, by the step that they wait for',
  labels: open,
})

const oldestOrder = gauge({
  name: 'saga_oldest_seconds',
  help: 'Time since the last step of the order that has waited longest, by the step that it waits for',
  labels: open,
})

const ordersOnHold = gauge({
  name: 'orders_on_hold',
  help: 'Orders that waited for so long that an order manager must resume them, by the step that they wait for',
  labels: open,
})

export const measureOpenOrders = (db: Db<Database>): void =>
  readGauges('open orders', {
    gauges: [openOrders, oldestOrder, ordersOnHold],
    read: () => countOpen(db),
    show(rows) {
      for (const status of orderStatuses)
        for (const step of usualWaits[status])
          for (const one of [openOrders, oldestOrder, ordersOnHold]) one.set({ status, step }, 0)
      for (const { status, step, count, onHold, oldestSeconds } of rows) {
        openOrders.set({ status, step }, count)
        ordersOnHold.set({ status, step }, onHold)
        oldestOrder.set({ status, step }, oldestSeconds)
      }
    },
  })

export const countVerdicts = (verdict: Verdict, orders: number): void =>
  judged.inc({ verdict }, orders)

const placed = stateChanges.of({ to: 'placed', reason: '' })

export const countPlaced = (orders: number): void => placed.inc(orders)

export interface Committed {
  readonly before: Order
  readonly after: Order
  readonly progress: Progress
  readonly replies: readonly StepReply[]
  readonly verdict: Verdict | undefined
  readonly events: readonly { readonly type: string }[]
}

const statusOf: Readonly<Record<string, string>> = {
  'order.confirmed': 'confirmed',
  'order.ready': 'ready',
  'order.shipped': 'shipped',
  'order.cancel_requested': 'cancelling',
  'order.cancelling': 'cancelling',
  'order.cancelled': 'cancelled',
}

/** The clocks of two replicas may be some milliseconds apart: a histogram must not sink. */
const secondsOf = (ms: number): number => Math.max(0, ms) / 1000

/** Counts what became of an order, once that is committed. */
export function countChange(change: Committed, at: Date): void {
  const { before, events, progress, replies, verdict } = change
  if (verdict) countVerdicts(verdict, 1)
  for (const { step, ms } of replies) stepDuration.observe({ step: labelOf(step) }, secondsOf(ms))
  let status: string = before.status
  for (const { type } of events) {
    const to = statusOf[type]
    if (!to || to === status) continue
    status = to
    const cancels = to === 'cancelling' || to === 'cancelled'
    stateChanges.inc({ to, reason: cancels ? (progress.cancelledFor ?? 'other') : '' })
    if (to === 'confirmed')
      confirmDuration.observe(
        secondsOf(at.getTime() - Date.parse(before.placedAt)),
        parseTraceparent(before.traceparent),
      )
  }
}
