import {
  type Board,
  query,
  type Row,
  serviceLinks,
  stat,
  table,
  timeseries,
} from '../build/index.ts'
import { perSecond, share } from './expressions.ts'
import { majorUnits } from './money.ts'

const authorisations = (more = '') =>
  `payments_answers_total{type=~"authorised|declined",provider!=""${more}}`
const calls = (more = '') => `payments_provider_calls_total${more}`

const money: Row = {
  title: 'Does money come in?',
  first:
    '**First:** authorised payments by provider. If one falls, cards fail over to the next and PayPal does not; what is captured follows when parcels leave.',
  lines: [
    [
      table({
        title: 'Money moved',
        about:
          'In the time shown, in whole units of each currency. The ledger in `payments` is exact; these counters may miss a crash.',
        rows: { currency: 'Currency' },
        columns: [
          { title: 'Authorised', unit: 'minor units', expr: majorUnits('authorised') },
          { title: 'Captured', unit: 'minor units', expr: majorUnits('captured') },
          { title: 'Refunded', unit: 'minor units', expr: majorUnits('refunded') },
        ],
        sortBy: 'Authorised',
      }),
      timeseries({
        title: 'Authorised, by provider',
        unit: 'ratio',
        links: serviceLinks('payments'),
        about: 'Of the payments that were authorised or declined.',
        queries: [
          query(
            share(
              perSecond('payments_answers_total{type="authorised",provider!=""}', 'provider'),
              perSecond(authorisations(), 'provider'),
            ),
            '{{provider}}',
          ),
        ],
        max: 1,
        alerts: ['PaymentSuccessLow'],
      }),
      timeseries({
        title: 'Requests to providers without a usable answer',
        unit: 'ratio',
        links: serviceLinks('payments'),
        about: 'Timeouts, server errors and open breakers.',
        queries: [
          query(
            share(
              perSecond(calls('{outcome=~"unknown|failed|not_sent"}'), 'provider'),
              perSecond(calls(), 'provider'),
            ),
            '{{provider}}',
          ),
        ],
        max: 1,
        alerts: ['PaymentProviderFailing'],
        emptyUntil: 'No provider was asked in this time. Trade accounts need none.',
      }),
    ],
    [
      timeseries({
        title: 'Failovers',
        unit: 'payments/s',
        links: serviceLinks('payments'),
        about: 'Card payments that went to the next provider.',
        queries: [query(perSecond('payments_failovers_total', 'from, to'), '{{from}} → {{to}}')],
        emptyUntil: 'No payment failed over. A provider that answers with errors makes some.',
      }),
      timeseries({
        title: 'Oldest payment with a pending step',
        unit: 'seconds',
        links: serviceLinks('payments'),
        about: 'A provider has still to carry it out.',
        queries: [query('max(payments_open_oldest_seconds)', 'oldest')],
        alerts: ['PaymentsOverdue'],
      }),
      timeseries({
        title: 'Waiting for a shopper',
        unit: 'payments',
        about: 'Authorisations that a shopper has still to confirm.',
        queries: [query('max(payments_awaiting_shopper)', 'payments')],
      }),
      timeseries({
        title: 'Declined',
        unit: 'events/s',
        links: serviceLinks('payments'),
        about: 'Payments per second.',
        queries: [query(perSecond('payments_answers_total{type="declined"}'), 'declined')],
        colours: { declined: 'warning' },
        emptyUntil: 'No payment was declined. A card without funds shows here.',
      }),
    ],
  ],
}

const right: Row = {
  title: 'Is it right?',
  first:
    '**First:** the first two must be 0, and their checks recent. Another value of the first two is a page, the rest open tickets. Read the runbook before you touch data.',
  lines: [
    [
      stat({
        title: 'Ledger out of balance',
        unit: 'violations',
        about: 'Transactions whose debits are not their credits.',
        queries: [query('max(invariant_violations{invariant="ledger_balanced"})', 'transactions')],
        alerts: ['LedgerUnbalanced'],
      }),
      stat({
        title: 'Stock oversold',
        unit: 'violations',
        about: 'Rows that are negative, not conserved, or not what reservations hold.',
        queries: [query('max(invariant_violations{invariant="stock_not_oversold"})', 'rows')],
        alerts: ['StockOversold'],
      }),
      stat({
        title: 'Oldest check',
        unit: 'seconds',
        about: 'Of the two before: a dead check finds nothing.',
        queries: [query('max(invariant_check_age_seconds)', 'age')],
        alerts: ['InvariantCheckStale'],
      }),
      stat({
        title: 'Unexplained differences',
        unit: 'differences',
        about: 'Between the ledger and the providers’ balance transactions.',
        queries: [query('max(payments_differences{explained="no"})', 'differences')],
        alerts: ['PaymentsDiffer'],
      }),
    ],
    [
      stat({
        title: 'Captures that are due',
        unit: 'payments',
        about: 'Parcels left, and the money is not captured.',
        queries: [query('max(payments_unsettled{kind="capture_due"})', 'payments')],
        alerts: ['MoneyUnsettled'],
      }),
      stat({
        title: 'Open disputes',
        unit: 'disputes',
        about: 'A provider asks for evidence by a date.',
        queries: [query('max(payments_disputes_open)', 'disputes')],
        alerts: ['DisputesOpen'],
      }),
      stat({
        title: 'Failing provider events',
        unit: 'events',
        about: 'What they tell of captures, refunds or disputes is not booked.',
        queries: [query('sum(max by (state) (payments_failing_events))', 'events')],
        alerts: ['ProviderEventsFailing'],
      }),
    ],
    [
      stat({
        title: 'Lag of event lists',
        unit: 'seconds',
        about: 'Events whose webhooks were missed are read from the list of their provider.',
        queries: [query('max(payments_event_list_lag_seconds)', 'lag')],
        alerts: ['ProviderEventsBehind'],
      }),
      stat({
        title: 'Stray money',
        unit: 'captures',
        about: 'Captured of orders that another provider took, and not given back.',
        queries: [query('sum(max by (state) (payments_strays_held))', 'captures')],
        alerts: ['StrayMoneyHeld'],
      }),
    ],
  ],
}

const stock: Row = {
  title: 'Is there something to sell?',
  first: '**First:** rejected reservations: shoppers pay for them with a cancelled order.',
  lines: [
    [
      timeseries({
        title: 'Stock',
        unit: 'pieces',
        about: 'Pieces of all SKUs in all warehouses.',
        queries: [query('max by (state) (inventory_units)', '{{state}}')],
        colours: { on_hand: 'normal', reserved: 'warning', sold: 'neutral' },
      }),
      timeseries({
        title: 'SKUs sold out',
        unit: 'SKUs',
        about: 'No warehouse has a piece on hand.',
        queries: [query('max(inventory_stock_outs)', 'SKUs')],
      }),
      timeseries({
        title: 'Reservations',
        unit: 'commands/s',
        links: serviceLinks('inventory'),
        about: 'By outcome; repeated ones had no effect.',
        queries: [query(perSecond('inventory_reservations_total', 'outcome'), '{{outcome}}')],
        colours: { held: 'normal', rejected: 'warning', repeated: 'neutral' },
      }),
    ],
  ],
}

const parcels: Row = {
  title: 'Do parcels leave?',
  first:
    '**First:** parcels that wait for a carrier. If they grow, the carrier does not answer: the orders are confirmed and not ready.',
  lines: [
    [
      table({
        title: 'Parcels',
        about: 'By carrier and state, now.',
        rows: { carrier: 'Carrier', state: 'State' },
        columns: [
          { title: 'Parcels', unit: 'parcels', expr: 'max by (carrier, state) (shipping_parcels)' },
        ],
        sortBy: 'Parcels',
      }),
      timeseries({
        title: 'Waiting for a carrier',
        unit: 'parcels',
        links: serviceLinks('shipping'),
        about: 'Parcels to book, or to void.',
        queries: [query('max by (task) (shipping_parcels_waiting)', '{{task}}')],
      }),
      timeseries({
        title: 'Requests to carriers without a clear result',
        unit: 'ratio',
        links: serviceLinks('shipping'),
        about: 'Of the bookings and voids.',
        queries: [
          query(
            share(
              perSecond('shipping_carrier_tasks_total{outcome="unclear"}', 'carrier'),
              perSecond('shipping_carrier_tasks_total', 'carrier'),
            ),
            '{{carrier}}',
          ),
        ],
        max: 1,
        alerts: ['CarrierFailing'],
        emptyUntil: 'No carrier was asked in this time. The own fleet needs none.',
      }),
      timeseries({
        title: 'Left although cancelled',
        unit: 'parcels',
        about:
          'Parcels that a carrier took after their orders were cancelled: have them sent back.',
        queries: [query('max(shipping_cancelled_parcels_left)', 'parcels')],
        alerts: ['CancelledParcelsLeft'],
      }),
    ],
  ],
}

export const business: Board = {
  uid: 'stoa-business',
  title: 'Business',
  about: 'Does money come in, is it right, is there something to sell, and do parcels leave?',
  rows: [money, right, stock, parcels],
}
