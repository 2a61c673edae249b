import { edgeService, type Span } from './span.ts'
import { stepsOf, type TracedOrder } from './steps.ts'

const proxySteps = /^sidecar|^edge|: sidecar$/
const kindOf = (name: string): Span['kind'] => {
  if (/^(edge|sidecar|POST)|: (sidecar|response)$/.test(name)) return 'server'
  if (/: request$|^(INSERT|transaction)/.test(name)) return 'client'
  if (name.startsWith('publish')) return 'producer'
  return name.startsWith('process') ? 'consumer' : 'internal'
}

/** A span that is the given step, found by trying what the step accepts. */
function spanOf(order: TracedOrder, index: number): Span {
  const steps = stepsOf(order)
  const step = steps[index]
  if (!step) throw new Error(`there is no step ${index}`)
  const services = [
    edgeService,
    'orders',
    'inventory',
    'payments',
    'shipping',
    'customers',
    'sandbox',
  ]
  const base = {
    traceId: order.traceId,
    spanId: `${index}`,
    parentSpanId: step.below && `${steps.findIndex(({ name }) => name === step.below)}`,
    kind: kindOf(step.name),
    attributes: {
      ...(proxySteps.test(step.name) && { component: 'proxy' }),
      ...(step.name.endsWith(': request') && { 'server.address': 'sandbox' }),
    },
    links: [],
  }
  const names = [
    step.name,
    ...services.map((one) => `transaction ${one}`),
    'stripe authorise',
    'fedex book',
  ]
  for (const service of services)
    for (const name of names) {
      const span = { ...base, service, name }
      if (step.is(span)) return span
    }
  throw new Error(`no span is the step ${step.name}`)
}

/** The spans of a whole trace, one for each step; a span's id is the index of its step. */
export const wholeTrace = (order: TracedOrder): Span[] =>
  stepsOf(order).map((_, index) => spanOf(order, index))
