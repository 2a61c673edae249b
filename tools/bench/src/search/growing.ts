/** What waits at one moment, by the place where it waits. */
export type Backlog = Readonly<Record<string, number>>

/** How much a backlog may grow over a run, in seconds of the offered rate, before it counts as growing. */
const toleratedSeconds = 0.5

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

/**
 * The places where more waits in the last third of a run than in its first. A level that holds, however high,
 * is not growth; nor is what half a second's orders make.
 */
export function growing(samples: readonly Backlog[], ratePerSecond: number): string[] {
  const third = Math.floor(samples.length / 3)
  if (third === 0) return []
  const places = new Set(samples.flatMap((sample) => Object.keys(sample)))
  return [...places].filter((place) => {
    const values = samples.flatMap((sample) => sample[place] ?? [])
    const part = Math.floor(values.length / 3)
    if (part === 0) return false
    const first = mean(values.slice(0, part))
    const last = mean(values.slice(-part))
    return last > first * 1.3 && last - first > ratePerSecond * toleratedSeconds
  })
}
