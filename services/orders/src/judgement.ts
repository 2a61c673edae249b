import type { Progress } from './progress.ts'

export const verdicts = ['in_time', 'late'] as const
export type Verdict = (typeof verdicts)[number]

/** By these events an order has the answer that its shopper waits for. */
const deciding = new Set([
  'order.confirmed',
  'order.cancelling',
  'order.cancel_requested',
  'payments.action_required',
])

export interface Judged {
  /** Whether an earlier event, or the sweep, decided it. */
  readonly judged: boolean
  readonly placedAt: string
  readonly events: readonly { readonly type: string }[]
  readonly progress: Progress
}

/** Whether the order got its answer within `withinMs`; undefined when it is not decided by these events. */
export function verdictOf(
  { judged, placedAt, events, progress }: Judged,
  at: Date,
  withinMs: number,
): Verdict | undefined {
  if (judged || !events.some(({ type }) => deciding.has(type))) return undefined
  const isLate = at.getTime() - Date.parse(placedAt) > withinMs
  return isLate || progress.cancelledFor === 'no_reply' ? 'late' : 'in_time'
}
