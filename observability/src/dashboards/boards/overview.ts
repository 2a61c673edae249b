import { type Board, logs, query, type Row, stat, table, timeseries } from '../build/index.ts'
import { orZero, perSecond, quantile, servicesApart, share, total } from './expressions.ts'
import { goldenSignals } from './http.ts'

const reached = (state: string) => `orders_state_changes_total{to="${state}"}`
const judged = 'checkout_orders_judged_total'

/** Steps that services reply to; a carrier takes hours to take a parcel, and a shopper minutes to confirm a payment. */
const waiting = '{step=~"stock|money|parcel|undo_.+"}'

/** The heartbeat always fires: it says that alerts are evaluated and delivered. */
const firing =
  'count by (severity, alertname, owner, service) (ALERTS{alertstate="firing",severity=~"page|ticket"})'

const selling: Row = {
  title: 'Does the shop sell?',
  first:
    '**First:** accepted and confirmed orders run together. If they part, open [Order flow](/d/stoa-order-flow); if both fall, look for the service below whose errors or duration rose first.',
  lines: [
    [
      stat({
        title: 'Orders accepted',
        unit: 'orders/s',
        about: 'Answered with 202 and stored.',
        queries: [query(perSecond(reached('placed')), 'accepted')],
      }),
      stat({
        title: 'Orders confirmed',
        unit: 'orders/s',
        about: 'Stock is reserved and the payment authorised.',
        queries: [query(perSecond(reached('confirmed')), 'confirmed')],
      }),
      stat({
        title: 'Confirmed in time',
        unit: 'ratio',
        about:
          'Of the accepted orders, the share that was decided within the objective of `orders`. The budget left is on SLOs.',
        queries: [query(share(total(`${judged}{verdict="in_time"}`), total(judged)), 'in time')],
        limits: { warning: 0.995, bad: 0.99, below: true },
      }),
      stat({
        title: 'Longest wait of an order',
        unit: 'seconds',
        about:
          'Since the last step of an order that waits for services, not for a carrier or its shopper.',
        queries: [query(orZero(`max(saga_oldest_seconds${waiting})`), 'oldest')],
        alerts: ['OrdersStuck'],
      }),
      stat({
        title: 'Pages firing',
        unit: '',
        about: 'Alerts that wake someone. Each has a runbook.',
        queries: [query(orZero('count(ALERTS{alertstate="firing",severity="page"})'), 'pages')],
        limits: { bad: 1 },
      }),
      stat({
        title: 'Targets down',
        unit: '',
        about: 'What Prometheus cannot scrape, it cannot see: the other panels miss it.',
        queries: [query(orZero('count(up == 0)'), 'down')],
        limits: { bad: 1 },
      }),
    ],
    [
      timeseries({
        title: 'Orders',
        unit: 'orders/s',
        about: 'Confirmed follows accepted. What is missing was cancelled, or waits.',
        queries: [
          query(perSecond(reached('placed')), 'accepted'),
          query(perSecond(reached('confirmed')), 'confirmed'),
          query(orZero(perSecond(reached('cancelled'))), 'cancelled'),
        ],
        colours: { accepted: 'normal', confirmed: 'good', cancelled: 'warning' },
      }),
      timeseries({
        title: 'Time from accepted to confirmed',
        unit: 'seconds',
        about: 'What the shopper waits for. A dot is one order: it leads to its trace.',
        queries: [
          query(quantile(0.5, 'order_confirm_duration_seconds'), 'half within'),
          query(quantile(0.99, 'order_confirm_duration_seconds'), '99 % within'),
        ],
        colours: { 'half within': 'faint', '99 % within': 'normal' },
      }),
      table({
        title: 'Firing alerts',
        about:
          'Pages wake someone, tickets wait for the morning. docs/runbooks has a page for each.',
        rows: {
          ...{ severity: 'Severity', alertname: 'Alert', owner: 'Owner' },
          ...{ service: 'Service', part: 'Other part' },
        },
        services: ['service'],
        columns: [{ title: 'Alerts', unit: '', expr: servicesApart(firing) }],
        sortBy: 'Severity',
        emptyUntil: 'No alert fires.',
      }),
    ],
  ],
}

const services: Row = {
  title: 'Which service?',
  first:
    '**First:** the service whose duration or errors rose *before* the others. Click its curve for its dashboard, traces or logs.',
  lines: [goldenSignals({ by: 'service' })],
}

const ended = 'increase(stoa_resource_restarts_total[$__range]) > 0'
const notReady = 'stoa_resource_up == 0'

const running: Row = {
  title: 'What runs?',
  first:
    '**First:** a service with fewer instances than usual, or with restarts. `npx stoa status` says why on a laptop, `npx stoa logs` what it said last.',
  lines: [
    [
      table({
        title: 'Services',
        about: 'Instances that are scraped, what they use, and how often they began anew.',
        rows: { service: 'Service' },
        services: ['service'],
        columns: [
          { title: 'Instances', unit: '', expr: 'sum by (service) (up{job="services"})' },
          {
            title: 'CPU',
            unit: 'seconds/s',
            expr: perSecond('process_cpu_seconds_total', 'service'),
          },
          {
            title: 'Memory',
            unit: 'bytes',
            expr: 'sum by (service) (process_resident_memory_bytes)',
          },
          {
            title: 'Starts',
            unit: '',
            expr: 'sum by (service) (changes(process_start_time_seconds[$__range]))',
          },
        ],
        sortBy: 'CPU',
      }),
      table({
        title: 'Parts of this laptop that are not ready, or ended',
        about: 'What the runner keeps running: brokers and sidecars as well as services.',
        rows: { resource: 'Part', kind: 'Kind' },
        columns: [
          {
            title: 'Ready',
            unit: 'boolean',
            expr: `stoa_resource_up and on (resource) (${ended} or ${notReady})`,
          },
          { title: 'Restarts', unit: 'restarts', expr: ended },
        ],
        sortBy: 'Restarts',
        emptyUntil: 'Every part is ready, and none was restarted in this time.',
      }),
    ],
    [
      logs({
        title: 'Errors and warnings',
        about: 'Of every service. A line with a trace id leads to its trace.',
        expr: '{service_name=~".+"} | severity_text=~"warn|error|fatal"',
        emptyUntil: 'No service has warned in this time.',
      }),
    ],
  ],
}

export const overview: Board = {
  uid: 'stoa-overview',
  title: 'Platform overview',
  about: 'Does the shop sell? If not, which service is it, and does everything run?',
  rows: [selling, services, running],
}
