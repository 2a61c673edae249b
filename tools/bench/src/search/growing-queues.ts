/** Number of items in each queue at one moment, by the queue's name. */
export type Backlog = Readonly<Record<string, number>>

/** How much a queue may grow over a run before it counts as growing, in seconds of the offered rate. */
const toleratedSeconds = 0.5

/** Unlike a mean, it ignores a short wave, such as a warehouse's manifest, that one sample happens to catch. */
const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/**
 * The queues whose median in the last third of a run, or the least of the last three samples, exceeds the median in the
 * first third by more than 30% and half a second of the offered rate. A queue that stays at one level is not growing.
 */
export function growingQueues(samples: readonly Backlog[], ratePerSecond: number): string[] {
  const third = Math.floor(samples.length / 3)
  if (third === 0) return []
  const queues = new Set(samples.flatMap((sample) => Object.keys(sample)))
  return [...queues].filter((queue) => {
    const values = samples.flatMap((sample) => sample[queue] ?? [])
    const part = Math.floor(values.length / 3)
    if (part === 0) return false
    const first = median(values.slice(0, part))
    const last = Math.max(median(values.slice(-part)), Math.min(...values.slice(-3)))
    return last > first * 1.3 && last - first > ratePerSecond * toleratedSeconds
  })
}
