import { edgeService, isProxy, type Span } from './span.ts'

/** How an order was paid and shipped, which decides the steps of its trace. */
export interface TracedOrder {
  readonly orderId: string
  readonly traceId: string
  /** `account` is settled in the ledger; any other method by a provider. */
  readonly payment: string
  /** `own-fleet` is booked without a call. */
  readonly carrier: string
}

export interface Step {
  readonly name: string
  readonly is: (span: Span) => boolean
  /** The step whose span has to be the parent. */
  readonly below?: string
}

const named = (service: string, name: string) => (span: Span) =>
  span.service === service && span.name === name

/** A message from its publisher to the commit of its consumer. */
const hop = (type: string, from: string, to: string, below: string): Step[] => [
  { name: `publish ${type}`, is: named(from, `publish ${type}`), below },
  { name: `process ${type}`, is: named(to, `process ${type}`), below: `publish ${type}` },
  {
    name: `transaction of ${type}`,
    is: (span) => span.service === to && span.name === `transaction ${to}`,
    below: `process ${type}`,
  },
]

/** A call to the outside: the step, its HTTP request, and the sidecar and the server that received it. */
const call = (service: string, name: RegExp, below: string, step: string): Step[] => [
  { name: step, is: (span) => span.service === service && name.test(span.name), below },
  {
    name: `${step}: request`,
    is: (span) =>
      span.service === service && span.kind === 'client' && 'server.address' in span.attributes,
    below: step,
  },
  {
    name: `${step}: sidecar`,
    is: (span) => span.service === 'sandbox' && isProxy(span),
    below: `${step}: request`,
  },
  {
    name: `${step}: response`,
    is: (span) => span.service === 'sandbox' && span.kind === 'server' && !isProxy(span),
    below: `${step}: sidecar`,
  },
]

/** What a whole trace of an order has, from the edge until the order is ready. */
export function stepsOf({ payment, carrier }: Pick<TracedOrder, 'payment' | 'carrier'>): Step[] {
  const outside = payment !== 'account'
  const external = carrier !== 'own-fleet'
  return [
    { name: 'edge', is: (span) => span.service === edgeService },
    {
      name: 'sidecar of orders',
      is: (span) => span.service === 'orders' && isProxy(span),
      below: 'edge',
    },
    {
      name: 'POST /v1/orders',
      is: (span) => span.service === 'orders' && span.kind === 'server' && !isProxy(span),
      below: 'sidecar of orders',
    },
    { name: 'INSERT orders', is: named('orders', 'INSERT orders'), below: 'POST /v1/orders' },
    ...hop('inventory.reserve', 'orders', 'inventory', 'POST /v1/orders'),
    ...hop('inventory.reserved', 'inventory', 'orders', 'process inventory.reserve'),
    ...hop('payments.authorise', 'orders', 'payments', 'process inventory.reserved'),
    ...(outside
      ? call('payments', /^(stripe|paypal) authorise$/, 'process payments.authorise', 'payment')
      : []),
    ...hop('payments.authorised', 'payments', 'orders', 'process payments.authorise'),
    ...hop('order.confirmed', 'orders', 'customers', 'process payments.authorised'),
    ...hop('shipping.book', 'orders', 'shipping', 'process payments.authorised'),
    ...(external ? call('shipping', /^\S+ book$/, 'process shipping.book', 'label') : []),
    ...hop('shipping.booked', 'shipping', 'orders', 'process shipping.book'),
  ]
}
