import {
  type Board,
  bars,
  heatmap,
  logs,
  query,
  type Row,
  serviceLinks,
  stat,
  table,
  timeseries,
} from '../build/index.ts'
import { orZero, perSecond, quantile, share, total } from './expressions.ts'
import { deadLetters, lag, outboxAge, redelivered } from './messages.ts'

const reached = (state: string) => `orders_state_changes_total{to="${state}"}`
const steps = 'order_step_duration_seconds'

/** Each replica of orders counts all orders. */
const waiting = (metric: string, by: string) => `sum by (${by}) (max by (status, step) (${metric}))`

const funnel: Row = {
  title: 'Where are the orders?',
  first:
    '**First:** the first bar that is much shorter than the one above it: orders leave, or wait, before that state. Then the step in the table that is slow, or that orders wait for. An order becomes *shipped* only when a carrier took it.',
  lines: [
    [
      bars({
        title: 'Orders that reached each state',
        unit: 'orders',
        about: 'Within the time shown. Orders of earlier may be among those further down.',
        queries: [
          query(total(reached('placed')), 'accepted'),
          query(total(reached('confirmed')), 'confirmed'),
          query(total(reached('ready')), 'ready'),
          query(total(reached('shipped')), 'shipped'),
          query(orZero(total(reached('cancelled'))), 'cancelled'),
        ],
        colours: {
          accepted: 'normal',
          confirmed: 'normal',
          ready: 'normal',
          shipped: 'normal',
          cancelled: 'warning',
        },
      }),
      table({
        title: 'Time in each step',
        about:
          'From the request of a step to its reply, and the orders that wait for one now. hand_over waits for the carrier, shopper for the confirmation of a payment; undo_… is a compensation.',
        rows: { step: 'Step' },
        links: { step: serviceLinks('orders') },
        columns: [
          { title: 'Replies', unit: 'replies/s', expr: perSecond(`${steps}_count`, 'step') },
          { title: 'Half within', unit: 'seconds', expr: quantile(0.5, steps, 'step') },
          { title: '99 % within', unit: 'seconds', expr: quantile(0.99, steps, 'step') },
          { title: 'Waiting', unit: 'orders', expr: waiting('saga_open_orders', 'step') },
          { title: 'Longest wait', unit: 'seconds', expr: 'max by (step) (saga_oldest_seconds)' },
        ],
        sortBy: '99 % within',
      }),
    ],
    [
      timeseries({
        title: 'Time in each step, 99th percentile',
        unit: 'seconds',
        links: serviceLinks('orders'),
        about:
          'The step whose curve rose is the one to open: stock is inventory, money payments, parcel and hand_over shipping.',
        queries: [query(quantile(0.99, steps, 'step'), '{{step}}')],
      }),
      heatmap({
        title: 'Time from accepted to confirmed',
        unit: 'seconds',
        about:
          'Two bands are two kinds of orders, such as two payment providers. A dot leads to a trace.',
        queries: [
          query(
            'sum by (le) (rate(order_confirm_duration_seconds_bucket[$__rate_interval]))',
            '{{le}}',
          ),
        ],
      }),
    ],
  ],
}

const stuck: Row = {
  title: 'Is any order stuck?',
  first:
    '**First:** the longest wait. `npx stoa orders stuck` names the orders on hold; *Debug a stuck order* in docs/how-to finds the message that is missing.',
  lines: [
    [
      timeseries({
        title: 'Open orders',
        unit: 'orders',
        about:
          'By the step that they wait for: neither shipped nor cancelled, or with a capture or refund pending.',
        queries: [query(waiting('saga_open_orders', 'step'), '{{step}}')],
        stacked: true,
      }),
      timeseries({
        title: 'Longest wait for each step',
        unit: 'seconds',
        about:
          'Since the last step of the order that has waited longest. hand_over takes hours: click a step in the legend to see it alone.',
        queries: [query('max by (step) (saga_oldest_seconds)', '{{step}}')],
      }),
      timeseries({
        title: 'On hold',
        unit: 'orders',
        about: 'Orders that had no reply for 30 minutes: an order manager resumes them.',
        queries: [query(waiting('orders_on_hold', 'step'), '{{step}}')],
        alerts: ['OrdersOnHold'],
      }),
      timeseries({
        title: 'Tasks that are due',
        unit: 'seconds',
        about: 'How long the oldest call to a payment provider or carrier has been due.',
        queries: [
          query(
            'max by (service, tasks) (leased_tasks_oldest_due_seconds)',
            '{{service}} {{tasks}}',
          ),
        ],
        alerts: ['TasksOverdue'],
      }),
    ],
  ],
}

const cancelled: Row = {
  title: 'Why are orders cancelled or refused?',
  first:
    '**First:** the reason that grew. `payment_declined` and `out_of_stock` are business; `no_reply` is a fault of ours: a service did not answer in time.',
  lines: [
    [
      timeseries({
        title: 'Cancelled, by reason',
        unit: 'orders/s',
        links: serviceLinks('orders'),
        about: 'Per second.',
        queries: [
          query(perSecond('orders_state_changes_total{to="cancelled"}', 'reason'), '{{reason}}'),
        ],
        stacked: true,
        emptyUntil: 'No order was cancelled yet. A declined card or missing stock shows here.',
      }),
      timeseries({
        title: 'Share cancelled',
        unit: 'ratio',
        links: serviceLinks('orders'),
        about: 'Of the orders accepted in the same time.',
        queries: [
          query(share(perSecond(reached('cancelled')), perSecond(reached('placed'))), 'cancelled'),
        ],
      }),
      stat({
        title: 'Orders refused',
        unit: 'orders',
        links: serviceLinks('orders'),
        about: 'Answered with 503 because the broker or a volume could not take more.',
        queries: [query(orZero(total('orders_admission_refused_total')), 'refused')],
        limits: { bad: 1 },
      }),
    ],
  ],
}

const messages: Row = {
  title: 'Do the messages get through?',
  first:
    '**First:** the outbox: if it ages, the broker does not take messages. Then the lag: if it grows, the consumer is too slow or blocked.',
  lines: [[outboxAge(), lag(), redelivered(), deadLetters()]],
}

const said: Row = {
  title: 'What do the services say?',
  first: '**First:** lines with the id of the order in question: search for it in Explore.',
  lines: [
    [
      logs({
        title: 'Warnings of the services that an order passes',
        about: 'orders, inventory, payments and shipping.',
        expr: '{service_name=~"orders|inventory|payments|shipping"} | severity_text=~"warn|error|fatal"',
        emptyUntil: 'None of these services has warned in this time.',
      }),
    ],
  ],
}

export const orderFlow: Board = {
  uid: 'stoa-order-flow',
  title: 'Order flow',
  about: 'Where are the orders, which step is slow, is any stuck, and why are some cancelled?',
  rows: [funnel, stuck, cancelled, messages, said],
}
