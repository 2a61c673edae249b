import { counter, gauge, readGauges } from '@stoa/service'

/**
 * `applied`: its result was applied. `stale`: another worker held the lease by then, so the result was dropped.
 * `failed`: the work threw. `not_written`: its result could not be applied. `expired`: not begun, too little of
 * the lease was left. All but the first are taken again when their lease expires.
 */
const outcomes = ['applied', 'stale', 'failed', 'not_written', 'expired'] as const
export type TaskOutcome = (typeof outcomes)[number]

const names = { max: 8 }

export const taskOutcomes = counter({
  name: 'leased_tasks_total',
  help: 'Leased tasks that this process is done with, by outcome',
  labels: { tasks: names, outcome: outcomes },
})

export interface Measured {
  readonly running: () => number
  readonly waiting: () => number
  /** How long the task that is due longest has been due; 0 when none is. */
  readonly oldestDueSeconds: () => Promise<number>
}

const measured = new Map<string, Measured>()

const each = (read: (source: Measured) => number) =>
  [...measured].map(([tasks, source]) => [{ tasks }, read(source)] as const)

gauge({
  name: 'leased_tasks_running',
  help: 'Leased tasks under way in this process',
  labels: { tasks: names },
}).from(() => each(({ running }) => running()))

gauge({
  name: 'leased_tasks_waiting',
  help: 'Tasks that this process holds a lease of and has not begun',
  labels: { tasks: names },
}).from(() => each(({ waiting }) => waiting()))

const oldestDue = gauge({
  name: 'leased_tasks_oldest_due_seconds',
  help: 'How long the task that is due longest has been due; absent while the database cannot tell',
  labels: { tasks: names },
})

const readOldestDue = async ([tasks, { oldestDueSeconds }]: [string, Measured]) => ({
  tasks,
  seconds: await oldestDueSeconds(),
})

const readOldest = async () => {
  const known = []
  for (const one of measured) known.push(...(await Promise.allSettled([readOldestDue(one)])))
  return known
}

/** Shows these tasks in the gauges until the returned function is called. */
export function measureTasks(tasks: string, source: Measured): () => void {
  measured.set(tasks, source)
  for (const outcome of outcomes) taskOutcomes.inc({ tasks, outcome }, 0)
  readGauges('oldest due tasks', {
    gauges: [oldestDue],
    read: readOldest,
    show(known) {
      for (const one of known)
        if (one.status === 'fulfilled') oldestDue.set({ tasks: one.value.tasks }, one.value.seconds)
    },
  })
  return () => void (measured.get(tasks) === source && measured.delete(tasks))
}
