import { counter, gauge } from '@stoa/service'

/**
 * `applied`: its result was applied. `stale`: another worker held the lease by then, so the result was dropped.
 * `failed`: the work threw. `not_written`: its result could not be applied. `expired`: not begun, too little of
 * the lease was left. All but the first are taken again when their lease expires.
 */
export type TaskOutcome = 'applied' | 'stale' | 'failed' | 'not_written' | 'expired'

export const taskOutcomes = counter({
  name: 'leased_tasks_total',
  help: 'Leased tasks that this process is done with, by outcome',
  labels: ['tasks', 'outcome'],
})

export interface Measured {
  readonly running: () => number
  readonly waiting: () => number
  /** How long the task that is due longest has been due; 0 when none is. */
  readonly oldestDueSeconds: () => Promise<number>
}

const measured = new Map<string, Measured>()

gauge({
  name: 'leased_tasks_running',
  help: 'Leased tasks under way in this process',
  labels: ['tasks'],
  collect(metric) {
    metric.reset()
    for (const [tasks, { running }] of measured) metric.set({ tasks }, running())
  },
})

gauge({
  name: 'leased_tasks_waiting',
  help: 'Tasks that this process holds a lease of and has not begun',
  labels: ['tasks'],
  collect(metric) {
    metric.reset()
    for (const [tasks, { waiting }] of measured) metric.set({ tasks }, waiting())
  },
})

gauge({
  name: 'leased_tasks_oldest_due_seconds',
  help: 'How long the task that is due longest has been due; absent while the database cannot tell',
  labels: ['tasks'],
  async collect(metric) {
    metric.reset()
    const known = [...measured].map(async ([tasks, { oldestDueSeconds }]) =>
      metric.set({ tasks }, await oldestDueSeconds()),
    )
    await Promise.allSettled(known)
  },
})

/** Shows these tasks in the gauges until the returned function is called. */
export function measureTasks(tasks: string, source: Measured): () => void {
  measured.set(tasks, source)
  return () => void (measured.get(tasks) === source && measured.delete(tasks))
}
