import { setTimeout as wait } from 'node:timers/promises'
import { judgeTraces, type OrderTrace } from './judge.ts'
import type { Span } from './span.ts'
import type { TracedOrder } from './steps.ts'

const readTogether = 16

export interface JudgeOptions {
  /** The spans of a trace that are stored by now. */
  readonly read: (traceId: string) => Promise<readonly Span[]>
  /** How long a trace that is not whole is read again: a busy collector decides late. */
  readonly withinMs: number
  readonly pauseMs?: number
}

/** Judges the trace of each order as it is stored, again and again until it is whole or the time has passed. */
export async function judgeStoredTraces(
  orders: readonly TracedOrder[],
  { read, withinMs, pauseMs = 1_000 }: JudgeOptions,
): Promise<readonly OrderTrace[]> {
  const deadline = Date.now() + withinMs
  const judged = new Map<TracedOrder, OrderTrace>()
  for (;;) {
    const waiting = orders.filter((order) => !judged.get(order)?.whole).values()
    const judgeNext = async () => {
      for (const order of waiting)
        for (const trace of judgeTraces(await read(order.traceId), [order]))
          judged.set(order, trace)
    }
    await Promise.all(Array.from({ length: readTogether }, judgeNext))
    const traces = orders.flatMap((order) => judged.get(order) ?? [])
    if (traces.every(({ whole }) => whole) || Date.now() >= deadline) return traces
    await wait(pauseMs)
  }
}
