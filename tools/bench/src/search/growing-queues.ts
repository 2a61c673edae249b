/** Number of items in each queue at one moment, by the queue's name. */
export type Backlog = Readonly<Record<string, number>>

/** How much a queue may grow over a run before it counts as growing, in seconds of the offered rate. */
const toleratedSeconds = 0.5

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

/**
 * The queues that are longer in the last third of a run than in its first, by more than 30% and half a second of the
 * offered rate. A queue that stays at one level, however long, is not growing.
 */
export function growingQueues(samples: readonly Backlog[], ratePerSecond: number): string[] {
  const queues = new Set(samples.flatMap((sample) => Object.keys(sample)))
  return [...queues].filter((queue) => {
    const values = samples.flatMap((sample) => sample[queue] ?? [])
    const part = Math.floor(values.length / 3)
    if (part === 0) return false
    const first = mean(values.slice(0, part))
    const last = mean(values.slice(-part))
    return last > first * 1.3 && last - first > ratePerSecond * toleratedSeconds
  })
}
