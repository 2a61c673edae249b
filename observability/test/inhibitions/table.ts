import type { Labels } from './evaluate.ts'

/** While `source` fires, `target` is kept back, or it is not. */
export interface Row {
  readonly source: Labels
  readonly target: Labels
  readonly keptBack: boolean
}

const row = (source: Labels, target: Labels, keptBack = true): Row => ({
  source,
  target,
  keptBack,
})
const down = (service: string): Labels => ({ alertname: 'ServiceDown', service })
const edgeDown: Labels = { alertname: 'EdgeDown', service: 'edge' }
const unrelated = (service: string): Labels => ({ alertname: 'LedgerUnbalanced', service })
const inCheckout = ['orders', 'inventory', 'payments', 'shipping']
const behindGateway = ['orders', 'payments', 'shipping']

/** The causes that an alert may follow from, each with every alert that stands for it and one that does not. */
const causes: readonly (readonly [string, readonly Labels[], Labels])[] = [
  ['database', [{ alertname: 'DatabaseDown' }], { alertname: 'DiskFull' }],
  [
    'broker',
    ['BrokerDown', 'BrokerUnhealthy', 'BrokerRefusesToStore', 'BrokerStoreLost'].map(
      (alertname) => ({ alertname }),
    ),
    { alertname: 'BrokerStorageFull' },
  ],
  ['disk', [{ alertname: 'DiskFull' }], { alertname: 'DiskNearlyFull', volume: 'database' }],
  ['edge', [{ alertname: 'EdgeErrors' }], { alertname: 'AvailabilityBurnSlow' }],
  ['ingress', [edgeDown], { alertname: 'EdgeErrors' }],
  ['provider', [{ alertname: 'PaymentProviderFailing' }], { alertname: 'PaymentSuccessLow' }],
  ['checkout', inCheckout.map(down), down('catalog')],
  [
    'messaging',
    ['ConsumerBehind', 'OutboxStuck'].flatMap((alertname) =>
      inCheckout.map((service) => ({ alertname, service })),
    ),
    { alertname: 'OutboxStuck', service: 'catalog' },
  ],
]

/** RecentCause stands for a cause that has ended. */
const recent = ({ alertname = '', ...labels }: Labels): Labels => ({
  ...{ ...labels, alertname: 'RecentCause', cause: alertname },
})

/** The same cause, fires and has ended: then it keeps back error budgets alone. */
const bothWays = (sources: readonly Labels[], other: Labels, labels: Labels, apart: Labels) => {
  const stuck = { ...labels, alertname: 'OrdersStuck' }
  const budget = { ...labels, alertname: 'CheckoutBurnFast' }
  const service = sources[0]?.service ?? 'orders'
  return [
    ...sources.flatMap((source) => [
      row(source, stuck),
      row(source, budget),
      row(source, { ...stuck, ...apart }, false),
      row(recent(source), budget),
      row(recent(source), stuck, false),
      row(recent(source), { ...budget, ...apart }, false),
      row({ ...recent(source), alertname: 'Other' }, budget, false),
    ]),
    row(other, stuck, false),
    row(recent(other), budget, false),
    row(unrelated(service), stuck, false),
    row(recent(unrelated(service)), budget, false),
  ]
}

const gateway = { service: 'gateway', follows: 'service' }

/** The ticket that a page already says, where both have the same label. */
const said = (source: string, target: string, label: string): Row[] => [
  row({ alertname: source, [label]: 'a' }, { alertname: target, [label]: 'a' }),
  row({ alertname: source, [label]: 'a' }, { alertname: target, [label]: 'b' }, false),
]

/** A service that fails too often pages, and the edge counts its failures. */
const failing = (alertname: string, keptBack: boolean): Row[] => {
  const target = { alertname, slo: 'edge-availability' }
  return [
    row({ alertname: 'AvailabilityBurnFast', slo: 'catalog-availability' }, target, keptBack),
    row({ alertname: 'LatencyBurnFast', slo: 'catalog-latency' }, target, false),
  ]
}

export const table: readonly Row[] = [
  ...causes.flatMap(([cause, sources, other]) =>
    bothWays(sources, other, { follows: `a ${cause} b` }, { follows: `${cause}s` }),
  ),
  ...bothWays(
    [down('catalog')],
    down('customers'),
    { service: 'catalog', follows: 'service' },
    { follows: 'database' },
  ),
  ...bothWays(
    [edgeDown],
    down('customers'),
    { service: 'edge', follows: 'service' },
    { service: 'orders' },
  ),
  ...bothWays(behindGateway.map(down), down('inventory'), gateway, { service: 'customers' }),
  ...bothWays(behindGateway.map(down), down('inventory'), gateway, { follows: 'disk' }),
  ...['EdgeErrors', 'EdgeBurnFast', 'EdgeBurnSlow'].flatMap((alertname) => [
    row(down('catalog'), { alertname }),
    row(unrelated('catalog'), { alertname }, false),
  ]),
  ...failing('EdgeBurnFast', true),
  ...failing('EdgeBurnSlow', true),
  ...failing('EdgeErrors', false),
  row(recent(down('catalog')), { alertname: 'EdgeBurnFast' }),
  row(recent(down('catalog')), { alertname: 'EdgeErrors' }, false),
  row(recent(unrelated('catalog')), { alertname: 'EdgeBurnFast' }, false),
  row({ ...recent(down('catalog')), alertname: 'Other' }, { alertname: 'EdgeBurnFast' }, false),
  ...said('PaymentProviderFailing', 'PaymentSuccessLow', 'provider'),
  ...said('CheckoutBurnFast', 'CheckoutBurnSlow', 'slo'),
  ...said('CertificateExpired', 'CertificateExpires', 'instance'),
  ...said('DeadLetterAdded', 'DeadLettersWaiting', 'service'),
  ...said('EventLoopBlocked', 'EventLoopSlow', 'instance'),
  ...['BrokerUnhealthy', 'BrokerServerUnhealthy', 'BrokerRefusesToStore'].map((alertname) =>
    row({ alertname: 'BrokerDown' }, { alertname }),
  ),
  row(
    { alertname: 'BrokerUnhealthy', server_id: 'a' },
    { alertname: 'BrokerServerUnhealthy', server_id: 'b' },
  ),
  row({ alertname: 'BrokerServerUnhealthy' }, { alertname: 'BrokerUnhealthy' }, false),
  row({ alertname: 'BrokerDown' }, { alertname: 'BrokerStorageFull' }, false),
]
