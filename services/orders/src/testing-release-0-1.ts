import type { Reply } from './order-event.ts'
import type { StoredEvent } from './upcast.ts'

/** The steps of that release, whatever steps there are today. */
type StepName = 'stock' | 'money' | 'parcel' | 'capture'

/** How release 0.1 read and wrote an order's events: its process stood in the fold. */
const process01: Readonly<
  Record<
    StepName,
    { done: string; refused: string; undone?: string; next?: StepName; reaches?: string }
  >
> = {
  stock: {
    done: 'inventory.reserved',
    refused: 'inventory.rejected',
    undone: 'inventory.released',
    next: 'money',
  },
  money: {
    done: 'payments.authorised',
    refused: 'payments.declined',
    undone: 'payments.voided',
    next: 'parcel',
    reaches: 'order.confirmed',
  },
  parcel: {
    done: 'shipping.booked',
    refused: 'shipping.rejected',
    undone: 'shipping.cancelled',
    next: 'capture',
  },
  capture: {
    done: 'payments.captured',
    refused: 'payments.capture_refused',
    reaches: 'order.shipped',
  },
}
export const stepsOfRelease01 = Object.keys(process01) as readonly StepName[]

interface State {
  readonly status: string
  readonly reason?: string | undefined
  readonly steps: Readonly<Record<StepName, string>>
}

const start: State = {
  status: 'placed',
  steps: { stock: 'asked', money: 'idle', parcel: 'idle', capture: 'idle' },
}

function answerOf(type: string) {
  for (const step of stepsOfRelease01) {
    const { done, refused, undone } = process01[step]
    if (type === done) return { step, outcome: 'done' }
    if (type === refused) return { step, outcome: 'refused' }
    if (type === undone) return { step, outcome: 'undone' }
  }
  throw new Error(`release 0.1 does not know ${type}`)
}

function evolve(state: State, { type, data }: Pick<StoredEvent, 'type' | 'data'>): State {
  if (type === 'order.confirmed') return { ...state, status: 'confirmed' }
  if (type === 'order.shipped') return { ...state, status: 'shipped' }
  if (type === 'order.cancelled') return { ...state, status: 'cancelled' }
  if (type === 'order.cancelling') {
    const steps = { ...state.steps }
    for (const name of stepsOfRelease01)
      if (steps[name] === 'asked' || steps[name] === 'done')
        steps[name] = process01[name].undone ? 'undoing' : 'undone'
    return { status: 'cancelling', reason: String(data.reason), steps }
  }
  const { step, outcome } = answerOf(type)
  const { next } = process01[step]
  const follows = outcome === 'done' && next ? { [next]: 'asked' } : {}
  return { ...state, steps: { ...state.steps, [step]: outcome, ...follows } }
}

export const foldOfRelease01 = ([, ...events]: readonly StoredEvent[]): State =>
  events.reduce(evolve, start)

const isUndoing = ({ steps }: State) => Object.values(steps).includes('undoing')

/** The events that release 0.1 stores for a reply. */
export function replyOfRelease01(reply: Reply, before: readonly StoredEvent[]): StoredEvent[] {
  const at = new Date(0)
  const state = foldOfRelease01(before)
  const { step, outcome } = answerOf(reply.type)
  const event = { type: reply.type, data: reply.data as Record<string, unknown>, at }
  const expected = outcome === 'undone' ? 'undoing' : 'asked'
  if (state.steps[step] !== expected) return []
  const after = evolve(state, event)
  if (outcome === 'done') {
    const { reaches } = process01[step]
    return reaches ? [event, { type: reaches, data: {}, at }] : [event]
  }
  const cancelled = { type: 'order.cancelled', data: { reason: after.reason ?? '' }, at }
  if (outcome === 'undone') return isUndoing(after) ? [event] : [event, cancelled]
  const { reason } = event.data
  const begun = { type: 'order.cancelling', data: { reason }, at }
  return isUndoing(evolve(after, begun))
    ? [event, begun]
    : [event, begun, { ...cancelled, data: { reason } }]
}
